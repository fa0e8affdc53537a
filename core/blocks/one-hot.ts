import type { ShapeProblem } from './block';
import { formatShape, type Signal } from './signal';

/** Why a signal cannot be one-hot over its last axis; undefined where it can. */
export function notOneHot(node: string, { shape, range }: Signal, port: string): ShapeProblem | undefined {
  if ((shape.at(-1)?.size ?? 0) < 2) {
    const message = `“${node}” needs one-hot data, two categories or more along the last axis; ${formatShape(shape)} arrived.`;
    return { code: 'EBM2011', message, port };
  }
  if (range && range[0] >= 0 && range[1] <= 1) return undefined;
  const message = `“${node}” needs one-hot data, zeros and ones along the last axis; what arrived is not bounded to [0, 1].`;
  return { code: 'EBM2011', message, port };
}
