import type { Json } from '../../graph/document';
import { readLayer, type WrittenLayer } from './stack';

/** Where a stack has a function of straight pieces, whose second derivative is 0, and what is smooth in its place. */
export interface Kink {
  /** The parameter, as a path inside the node. */
  readonly path: readonly [string, number, string];
  readonly value: Json;
  readonly smooth: Json;
}

/** Rectifiers and maxima: what is bent, but curved nowhere. */
export const kinksOf = (written: readonly WrittenLayer[]): Kink[] =>
  written.flatMap((each, index): Kink[] => {
    const values = readLayer(each)?.values ?? {};
    return Object.entries(values).flatMap(([parameter, value]): Kink[] => {
      const path = ['layers', index, parameter] as const;
      if (value === 'relu' || value === 'leakyRelu') return [{ path, value, smooth: 'silu' }];
      return parameter === 'kind' && value === 'max' ? [{ path, value, smooth: 'avg' }] : [];
    });
  });
