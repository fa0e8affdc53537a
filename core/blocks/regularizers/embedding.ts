import type { Port, ShapeProblem } from '../block';
import { flattened, formatShape, type Signal } from '../signal';

/** What is spread over the batch: a vector a sample. */
export const embeddingRoles: Port['roles'] = ['code', 'feature', 'reconstruction'];

/** Why an input is no vector; undefined where it is one. */
export function notAVector(node: string, { shape }: Signal, port: string): ShapeProblem | undefined {
  if (shape.length === 1) return undefined;
  const message = `“${node}” compares the units of a vector; ${formatShape(shape)} arrived at “${port}”. Flatten it first.`;
  return { code: 'EBM2001', message, port, wants: [{ port, shape: flattened(shape) }] };
}
