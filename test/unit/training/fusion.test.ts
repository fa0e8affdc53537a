import { describe, expect, test } from 'vitest';
import type { Expression, View } from '../../../core/training/expression';
import { type Dialect, fuse } from '../../../core/training/recording/fusion';
import type { Call } from '../../../core/training/recording/recording';

const rows = [4, 8];
const row = [8];

const view = (value: number, shape: number[] = rows): View => ({ value, shape, dtype: 'float32' });

const call = (kernel: string, inputs: readonly View[], output: View): Call => ({
  kernel,
  inputs: inputs.map((input, index) => [String(index), input]),
  isList: true,
  attributes: {},
  outputs: [output],
});

const applied = (name: string, parts: readonly Expression<string>[]): Expression<string> => ({
  kind: 'function',
  write: (codes) => `${name}(${codes.join(' ')})`,
  parts,
});

const unnamed = (part: Expression<string>): Expression<string> => ({
  kind: 'function',
  write: ([code = '']) => code,
  parts: [part],
});

/** As many functions as a logistic function has, so that it is not computed twice. */
const heavy = (part: Expression<string>): Expression<string> =>
  applied('heavy', [Array.from({ length: 14 }).reduce<Expression<string>>(unnamed, part)]);

const written = (part: Expression<string>): string => {
  if (part.kind === 'tensor') return `v${part.view.value}`;
  return part.kind === 'number' ? String(part.value) : part.write(part.parts.map(written));
};

/** Kernels that are words. */
const dialect: Dialect<string> = {
  mostTensors: 3,
  elementwise({ kernel, inputs }) {
    const views = inputs.map(([, input]) => input);
    if (kernel === 'Heavy') return { views, combine: ([part]) => part && heavy(part) };
    if (kernel === 'Product' || kernel === 'Sum') return undefined;
    return { views, combine: (parts) => applied(kernel, parts) };
  },
  reduction: ({ kernel }) => (kernel === 'Sum' ? { shape: rows, axes: [0], mean: false } : undefined),
  call: (expression, output, reduction) => call(`${reduction ? 'sum of ' : ''}${written(expression)}`, [], output),
};

/** What is computed in the end, a kernel each: its value and how. */
function fused(each: readonly Call[], ...ends: readonly View[]): string[] {
  const results = Object.fromEntries(ends.map((end) => [String(end.value), end]));
  const recording = { calls: each, sources: new Map(), results, assigned: new Map() };
  const program = { once: [], each, draws: new Map(), progress: [], recording };
  return fuse(program, () => undefined, dialect).each.map(({ kernel, inputs, outputs }) =>
    [`v${outputs[0]?.value} = ${kernel}`, ...inputs.map(([, { value }]) => `v${value}`)].join(' '),
  );
}

describe('joining kernels', () => {
  test('a value that one kernel reads twice is computed in it', () => {
    const end = view(3);
    const each = [
      call('Heavy', [view(0)], view(1)),
      call('Neg', [view(1)], view(2)),
      call('Mul', [view(1), view(2)], end),
    ];
    expect(fused(each, end)).toEqual(['v3 = Mul(heavy(v0) Neg(heavy(v0)))']);
  });

  test('one that two kernels read is stored where computing it again costs much, and computed again where it does not', () => {
    const reads = (kernel: string) => [
      call(kernel, [view(0)], view(1)),
      call('Add', [view(1), view(0)], view(2)),
      call('Product', [view(2)], view(3)),
      call('Mul', [view(1), view(3)], view(4)),
    ];
    expect(fused(reads('Heavy'), view(4))).toEqual([
      'v1 = heavy(v0)',
      'v2 = Add(v1 v0)',
      'v3 = Product v2',
      'v4 = Mul(v1 v3)',
    ]);
    expect(fused(reads('Neg'), view(4))).toEqual(['v2 = Add(Neg(v0) v0)', 'v3 = Product v2', 'v4 = Mul(Neg(v0) v3)']);
  });

  test('one that is repeated along a side is stored, for each repetition would compute it again', () => {
    const each = [call('Heavy', [view(0, row)], view(1, row)), call('Add', [view(1, row), view(2)], view(3))];
    expect(fused(each, view(3))).toEqual(['v1 = heavy(v0)', 'v3 = Add(v1 v2)']);
  });

  test('what a step ends with is stored, whoever else reads it', () => {
    const each = [call('Neg', [view(0)], view(1)), call('Mul', [view(1), view(1)], view(2))];
    expect(fused(each, view(1), view(2))).toEqual(['v1 = Neg(v0)', 'v2 = Mul(v1 v1)']);
  });

  test('a sum is taken over what is computed for it alone', () => {
    const each = [call('Heavy', [view(0)], view(1)), call('Sum', [view(1)], view(2, row))];
    expect(fused(each, view(2, row))).toEqual(['v2 = sum of heavy(v0)']);
  });

  test('no kernel reads more tensors than it may', () => {
    const each = [
      call('Add', [view(0), view(1)], view(5)),
      call('Add', [view(2), view(3)], view(6)),
      call('Mul', [view(5), view(6)], view(7)),
    ];
    expect(fused(each, view(7))).toEqual(['v5 = Add(v0 v1)', 'v7 = Mul(v5 Add(v2 v3))']);
  });

  test('a kernel of more tensors than that is left as it is', () => {
    const each = [
      call('Neg', [view(0)], view(4)),
      call('Add', [view(4), view(1), view(2), view(3)], view(5)),
      call('Neg', [view(5)], view(6)),
    ];
    expect(fused(each, view(6))).toEqual(['v4 = Neg(v0)', 'v5 = Add v4 v1 v2 v3', 'v6 = Neg(v5)']);
  });
});
