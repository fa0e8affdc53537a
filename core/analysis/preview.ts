import { type Cost, costsIn, stepBytes, stepMultiplyAdds, sumOf, totalCost } from './cost';
import type { EnergyGraph } from './energy/energy-graph';
import type { Finding } from './finding';
import type { CheckedNode } from './node';

/** One thing that a training step takes, and how much of it there is. */
interface Budget {
  /** What a step has beyond which the preview will not do, in words. */
  readonly words: (amount: number) => string;
  readonly most: number;
  readonly of: (cost: Cost, batch: number) => number;
}

/** In two figures. */
const gibibytes = (bytes: number): number => Number((bytes / 2 ** 30).toPrecision(2));

/**
 * What a preview in the editor can bear. A browser gives a tab of WebGL about a gibibyte before it takes the context away;
 * an integrated GPU does about 10¹¹ multiply-adds a second, so that more of them are a step of over a second.
 */
const budgets: readonly Budget[] = [
  {
    most: 2 ** 30,
    of: stepBytes,
    words: (bytes) => `A step needs about ${gibibytes(bytes)} GiB, more than the 1 GiB of a preview`,
  },
  {
    most: 1e11,
    of: stepMultiplyAdds,
    words: (count) =>
      `A step needs ${Math.round(count / 1e9)} billion multiply-adds, more than the 100 billion of a preview`,
  },
];

/** Whether a training step fits where a preview runs; else what weighs most, and the batch that would fit. */
export function findExcess(graph: EnergyGraph, batch: number): Finding[] {
  const costs = costsIn(graph);
  const total = sumOf(costs.values());
  const exceeded = budgets.find(({ most, of }) => of(total, batch) > most);
  if (!exceeded) return [];
  const { of, words } = exceeded;
  const heaviest = [...costs].reduce<readonly [CheckedNode, Cost] | undefined>(
    (most, each) => (most && of(most[1], batch) >= of(each[1], batch) ? most : each),
    undefined,
  );
  const fitting = largestBatch(total, batch);
  return [
    {
      code: 'EBM4001',
      severity: 'warning',
      message: `${words(of(total, batch))}: “${heaviest?.[0].id}” weighs most.`,
      ...(heaviest ? { node: heaviest[0].id } : {}),
      fixes: () =>
        fitting
          ? [
              {
                title: `Set the batch to ${fitting}`,
                operation: { kind: 'set-training', key: 'batch', value: fitting },
              },
            ]
          : [],
    },
  ];
}

/** No trainer comes beyond this: WebAssembly addresses no more, and a browser gives WebGL less. */
const addressable = 4 * 2 ** 30;

/** Why a step cannot be taken in the editor, and the largest batch with which it can, if there is one. */
export interface Impossible {
  readonly sentence: string;
  readonly batch: number | undefined;
}

/** Whether a step is beyond every trainer of the editor; undefined where it may be tried. */
export function findImpossible(nodes: ReadonlyMap<string, CheckedNode>, batch: number): Impossible | undefined {
  const total = totalCost(nodes);
  const bytes = stepBytes(total, batch);
  if (bytes <= addressable) return undefined;
  const needs = `A step of this model needs about ${gibibytes(bytes)} GiB`;
  return {
    sentence: `${needs}, more than the 4 GiB that a trainer can have: lower the batch or the sizes of its layers.`,
    batch: largestBatch(total, batch),
  };
}

/** The largest power of two below a batch that keeps to every budget, if there is one. */
function largestBatch(total: Cost, batch: number): number | undefined {
  for (let size = 2 ** Math.ceil(Math.log2(batch) - 1); size >= 1; size /= 2) {
    if (budgets.every(({ most, of }) => of(total, size) <= most)) return size;
  }
  return undefined;
}
