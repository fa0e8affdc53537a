import type { AlignedData } from 'uplot';
import { type Curve, totals } from '../training/curve';

/** uPlot's columns: steps, the total where there is one, each term; a hole where a value cannot be drawn. */
export function chartData(curve: Curve, withTotal: boolean, logarithmic: boolean): AlignedData {
  const drawable = (value: number): number | null =>
    Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
  const columns = [...(withTotal ? [totals(curve)] : []), ...curve.terms];
  return [[...curve.steps], ...columns.map((column) => column.map(drawable))];
}
