import { drawAxes } from './axes';
import type { Surface } from './canvas';
import { type Plane, planeAroundPoints } from './plane';

/** Points of the plane, `[samples, 2]`. */
export interface PointsPicture {
  readonly points: Float32Array;
  readonly colour: string;
  /** A class a point, by which it is coloured instead. */
  readonly labels?: Int32Array | undefined;
  /** What the points are measured against: drawn faintly, and joined to them where they belong together. */
  readonly reference?: { readonly points: Float32Array; readonly joined: boolean } | undefined;
  readonly numbered: boolean;
}

const coordinate = (points: Float32Array, axis: 0 | 1): number[] =>
  Array.from({ length: points.length >> 1 }, (_, index) => points[2 * index + axis] ?? 0);

/** The window that holds all but the strays. */
export const planeOf = (points: Float32Array): Plane => planeAroundPoints(coordinate(points, 0), coordinate(points, 1));

export function drawPoints(surface: Surface, { points, colour, labels, reference, numbered }: PointsPicture): void {
  const { context, theme } = surface;
  // The reference is the data, which does not move: what a model makes of it flies in and out of a still window.
  const plane = planeOf(reference?.points.length ? reference.points : points);
  const { x, y } = drawAxes(surface, { plane, numbered, ...(numbered ? { names: ['x₁', 'x₂'] as const } : {}) });
  const radius = numbered ? 1.7 : 1.25;
  const dot = (source: Float32Array, index: number, size: number): void => {
    const [left, top] = [x(source[2 * index] ?? 0), y(source[2 * index + 1] ?? 0)];
    context.moveTo(left + size, top);
    context.arc(left, top, size, 0, 2 * Math.PI);
  };
  if (reference) {
    context.beginPath();
    for (let index = 0; 2 * index < reference.points.length; index++) dot(reference.points, index, radius * 0.9);
    context.fillStyle = theme.foreground;
    context.globalAlpha = 0.3;
    context.fill();
    if (reference.joined) {
      context.beginPath();
      for (let index = 0; 2 * index < Math.min(points.length, reference.points.length); index++) {
        context.moveTo(x(reference.points[2 * index] ?? 0), y(reference.points[2 * index + 1] ?? 0));
        context.lineTo(x(points[2 * index] ?? 0), y(points[2 * index + 1] ?? 0));
      }
      context.strokeStyle = colour;
      context.lineWidth = 0.75;
      context.globalAlpha = 0.45;
      context.stroke();
    }
  }
  context.globalAlpha = 0.85;
  for (const [label, members] of byLabel(points.length >> 1, labels)) {
    context.beginPath();
    for (const index of members) dot(points, index, radius);
    context.fillStyle = label === undefined ? colour : (theme.classes[label % theme.classes.length] ?? colour);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Indices of the samples of each class, or of all where there are none. */
export function byLabel(count: number, labels: Int32Array | undefined): Map<number | undefined, number[]> {
  const members = new Map<number | undefined, number[]>();
  for (let index = 0; index < count; index++) {
    const label = labels?.[index];
    const list = members.get(label);
    if (list) list.push(index);
    else members.set(label, [index]);
  }
  return members;
}
