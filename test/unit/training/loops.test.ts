import { expect, test } from 'vitest';
import type { Expression } from '../../../core/training/expression';
import type { Code } from '../../../core/training/loops/code';
import { compiledLoop } from '../../../core/training/loops/compiled';
import { product, sum } from '../../../core/training/loops/functions';
import { tableOf, turnOf } from '../../../core/training/loops/loop';

const rows = 3;
const memory = new WebAssembly.Memory({ initial: 1 });
const numbers = new Float32Array(memory.buffer);
/** Where tensors and the output begin, in numbers. */
const starts = [0, 200, 300, 400];
const end = 600;

const tensor = (value: number, shape: number[]): Expression<Code> => ({
  kind: 'tensor',
  view: { value, shape, dtype: 'float32' },
});

test.each([4, 5, 7, 8, 9, 12, 15, 16, 17, 31])(
  'a loop computes all of rows of %i numbers, and nothing else',
  (columns) => {
    const shapes = [[rows, columns], [columns], [rows, 1]];
    const [whole, row, column] = shapes.map((shape, value) => tensor(value, shape));
    const table = tableOf([rows, columns], shapes);
    if (!whole || !row || !column || !table) throw new Error('These are tables.');
    numbers.forEach((_, index) => {
      numbers[index] = Math.sin(index);
    });
    const before = numbers.slice();
    const loop = compiledLoop(memory, sum(product(whole, row), column), table);
    loop(...starts.map((start) => 4 * start), 4 * (table.columns - turnOf(table)), table.rows);
    const at = (tensorAt: number, index: number): number => before[(starts[tensorAt] ?? 0) + index] ?? Number.NaN;
    const expected = Array.from({ length: rows * columns }, (_, index) => {
      const [i, j] = [Math.floor(index / columns), index % columns];
      return Math.fround(Math.fround(at(0, index) * at(1, j)) + at(2, i));
    });
    expect([...numbers.subarray(400, 400 + rows * columns)]).toEqual(expected);
    expect(numbers.subarray(0, 400)).toEqual(before.subarray(0, 400));
    expect(numbers.subarray(400 + rows * columns, end)).toEqual(before.subarray(400 + rows * columns, end));
  },
);
