import { drawAxes } from './axes';
import type { Surface } from './canvas';
import { planeOf } from './draw-points';

/** Sequences of points of the plane, `[samples, time, 2]`. */
export interface Paths {
  readonly values: Float32Array;
  /** How many points a sample has. */
  readonly length: number;
}

export interface PathsPicture {
  readonly paths: Paths;
  readonly colour: string;
  /** What they were made of: drawn faintly behind. */
  readonly reference: Paths | undefined;
  readonly numbered: boolean;
  readonly wanted: number;
}

/** The points of a sample as pairs. */
export function pathOf({ values, length }: Paths, sample: number): (readonly [number, number])[] {
  const start = 2 * length * sample;
  return Array.from(
    { length },
    (_, time) => [values[start + 2 * time] ?? 0, values[start + 2 * time + 1] ?? 0] as const,
  );
}

/** Each sequence as a line with a dot where it begins. */
export function drawPaths(surface: Surface, { paths, colour, reference, numbered, wanted }: PathsPicture): void {
  const { context, theme } = surface;
  const first = ({ values, length }: Paths): Float32Array => values.subarray(0, 2 * length * wanted);
  const { x, y } = drawAxes(surface, { plane: planeOf(first(reference ?? paths)), numbered });
  const draw = (each: Paths, stroke: string, opacity: number): void => {
    context.globalAlpha = opacity;
    context.strokeStyle = stroke;
    context.fillStyle = stroke;
    context.lineWidth = 1.25;
    const count = Math.min(wanted, Math.floor(each.values.length / (2 * each.length)));
    for (let sample = 0; sample < count; sample++) {
      context.beginPath();
      for (const [time, [left, top]] of pathOf(each, sample).entries()) {
        if (time) context.lineTo(x(left), y(top));
        else context.moveTo(x(left), y(top));
      }
      context.stroke();
      const [[left, top] = [0, 0]] = pathOf(each, sample);
      context.beginPath();
      context.arc(x(left), y(top), 1.75, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  };
  if (reference) draw(reference, theme.foreground, 0.35);
  draw(paths, colour, 0.85);
}
