import { asImage, type ShownSamples } from './as-image';
import type { Draw } from './canvas';
import { drawImages, type ImageSheet } from './draw-images';
import { drawPaths, type Paths } from './draw-paths';
import { drawPoints, type PointsPicture } from './draw-points';
import { sampleKind } from './sample-kind';
import type { Theme } from './theme';

export interface SamplePicture {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly colour: keyof Omit<Theme, 'classes'>;
  readonly labels?: Int32Array | undefined;
  /** Samples that these were made of: shown above pictures, or faintly behind points. */
  readonly beside?: {
    /** Where it is another: a part may be predicted from the whole. */
    readonly shape?: readonly number[] | undefined;
    readonly values: Float32Array;
    readonly names?: readonly [string, string];
    readonly joined: boolean;
  };
  readonly numbered: boolean;
  readonly wanted: number;
}

/** How samples of any shape are drawn, or undefined for a shape that has no picture. */
export function drawingOf(picture: SamplePicture): Draw | undefined {
  const { colour, labels, numbered, wanted } = picture;
  const { shape, values } = asImage(picture);
  const kind = sampleKind(shape);
  if (kind.kind === 'unseen') return undefined;
  const source =
    picture.beside && asImage({ shape: picture.beside.shape ?? picture.shape, values: picture.beside.values });
  if (kind.kind === 'path') {
    const reference = source && sampleKind(source.shape).kind === 'path' ? pathsOf(source) : undefined;
    const paths = pathsOf({ shape, values });
    return (surface) => drawPaths(surface, { paths, reference, numbered, wanted, colour: surface.theme[colour] });
  }
  // Samples of another shape cannot stand beside these.
  const beside = source?.shape.join() === shape.join() ? { ...picture.beside, values: source.values } : undefined;
  if (kind.kind === 'point') {
    const reference = beside && { points: beside.values, joined: beside.joined ?? false };
    const points: Omit<PointsPicture, 'colour'> = { points: values, labels, reference, numbered };
    return (surface) => drawPoints(surface, { ...points, colour: surface.theme[colour] });
  }
  const [first, second] = beside?.names ?? [];
  const series: ImageSheet['series'] = beside?.joined
    ? [
        { values: beside.values, ...(first ? { name: first } : {}) },
        { values, ...(second ? { name: second } : {}) },
      ]
    : [{ values }];
  return (surface) => drawImages(surface, { kind, series, wanted });
}

const pathsOf = ({ shape, values }: ShownSamples): Paths => ({ values, length: shape[0] ?? 1 });
