import type { Draw } from './canvas';
import { drawImages, type ImageSheet } from './draw-images';
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
    readonly values: Float32Array;
    readonly names?: readonly [string, string];
    readonly joined: boolean;
  };
  readonly numbered: boolean;
  readonly wanted: number;
}

/** How samples of any shape are drawn, or undefined for a shape that has no picture. */
export function drawingOf({
  shape,
  values,
  colour,
  labels,
  beside,
  numbered,
  wanted,
}: SamplePicture): Draw | undefined {
  const kind = sampleKind(shape);
  if (kind.kind === 'unseen') return undefined;
  if (kind.kind === 'point') {
    const reference = beside && { points: beside.values, joined: beside.joined };
    const picture: Omit<PointsPicture, 'colour'> = { points: values, labels, reference, numbered };
    return (surface) => drawPoints(surface, { ...picture, colour: surface.theme[colour] });
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
