/** How samples of a shape are shown: as pictures, as points or paths of the plane, or not at all. */
export type SampleKind =
  | { readonly kind: 'image'; readonly height: number; readonly width: number; readonly channels: number }
  | { readonly kind: 'point' }
  | { readonly kind: 'path' }
  | { readonly kind: 'unseen' };

export function sampleKind(shape: readonly number[]): SampleKind {
  const [first, second, channels = 1] = shape;
  if (shape.length === 1 && first === 2) return { kind: 'point' };
  if (shape.length === 2 && second === 2) return { kind: 'path' };
  const drawable = (shape.length === 2 || shape.length === 3) && (channels === 1 || channels === 3);
  if (drawable && first && second) return { kind: 'image', height: first, width: second, channels };
  return { kind: 'unseen' };
}

export const sampleCount = (values: Float32Array, shape: readonly number[]): number =>
  Math.floor(values.length / shape.reduce((product, size) => product * size, 1));
