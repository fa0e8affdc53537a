/** Row-major numbers; the first axis of `shape` is the sample, e.g. `[sample, height, width, channel]`. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type ElementType =
  | 'bool'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64';

/** An array read from a file, with the type its numbers had there: bytes of an image are scaled, measurements are not. */
export interface StoredArray extends NumericArray {
  readonly elementType: ElementType;
}

/** A fault in somebody's data. The message is one sentence: what was wrong, where, what to do. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `28×28×1`, the form in which shapes are shown to people. */
export function formatShape(shape: readonly number[]): string {
  return shape.join('×');
}
