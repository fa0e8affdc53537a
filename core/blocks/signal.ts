/** An axis of a sample: `height 28`. */
export interface Axis {
  readonly name: string;
  readonly size: number;
}

/** The axes of one sample; the batch in front is understood. */
export type Shape = readonly Axis[];

/** What a tensor is to the architecture. */
export type Role = 'observation' | 'feature' | 'code' | 'distribution' | 'reconstruction' | 'mask' | 'network';

/** What flows along a wire. A distribution is a Gaussian's mean and log-variance, each of this shape. */
export interface Signal {
  readonly role: Role;
  readonly shape: Shape;
  /** The interval that the values keep to, where it is known. */
  readonly range: readonly [number, number] | null;
  /** Of a network: what it takes, and whether it is a matrix. */
  readonly network?: { readonly input: Shape; readonly matrix: boolean };
}

export const sizesOf = (shape: Shape): number[] => shape.map(({ size }) => size);

export const volume = (shape: Shape): number => shape.reduce((product, { size }) => product * size, 1);

/** All numbers of a shape along one axis. */
export const flattened = (shape: Shape): Shape => [{ name: 'feature', size: volume(shape) }];

/** `28×28×1`. */
export const formatSizes = (shape: Shape): string => (shape.length ? sizesOf(shape).join('×') : 'scalar');

/** `height 28 × width 28 × channel 1`. */
export const formatShape = (shape: Shape): string =>
  shape.length ? shape.map(({ name, size }) => `${name} ${size}`).join(' × ') : 'one number';

/** The same of a batch, whose size is open: `batch × height 28 × width 28 × channel 1`. */
export const formatBatch = (shape: Shape): string =>
  ['batch', ...(shape.length ? [formatShape(shape)] : [])].join(' × ');

export const sameSizes = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every(({ size }, axis) => size === b[axis]?.size);

/** Whether a mask fits: number by number, or with one channel for all of a site. */
export const coversSites = (mask: Shape, shape: Shape): boolean =>
  sameSizes(mask, shape) || (mask.at(-1)?.size === 1 && sameSizes(mask.slice(0, -1), shape.slice(0, -1)));

const axisNames: Record<number, readonly string[]> = {
  1: ['feature'],
  2: ['position', 'channel'],
  3: ['height', 'width', 'channel'],
  4: ['depth', 'height', 'width', 'channel'],
};

/** Names for the axes of a shape given by sizes alone. */
export const shapeOf = (sizes: readonly number[]): Shape =>
  sizes.map((size, axis) => ({ name: axisNames[sizes.length]?.[axis] ?? `axis ${axis + 1}`, size }));
