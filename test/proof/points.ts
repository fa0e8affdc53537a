import { drawPlane, type PlaneId } from '../../core/data/two-dimensional';
import { type Matrix, matrix } from './oracles/matrix';

/** The points of a set in the plane that a trainer of this seed sees: train `[8192, 2]`, test `[2048, 2]`. */
export function points(id: PlaneId, seed: number): { readonly train: Matrix; readonly test: Matrix } {
  const { train, test } = drawPlane(id, seed);
  const rows = ({ values }: typeof train): Matrix => matrix(values.shape[0] ?? 0, 2, values.data);
  return { train: rows(train), test: rows(test) };
}
