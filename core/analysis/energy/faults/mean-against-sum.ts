import { outputVolume, weightOf } from '../energy-graph';
import { type Rule, warn } from './rule';

/** Rounding of a weight that makes good for the mean, as in 0.00128 for 1 / 784. */
const tolerance = 1.05;

/**
 * A distance averaged over n sites beside a regularizer summed over the dimensions of the code: the regularizer counts n
 * times what its weight says. Where the weights make good for that, it is no fault.
 */
export const meanAgainstSum: Rule = (graph) =>
  graph.distances.flatMap(({ term, prediction, target }) => {
    const sites = outputVolume(target) ?? 1;
    if (term.values.reduction !== 'mean' || sites === 1) return [];
    const factor = sites / weightOf(term);
    const regularizer = graph
      .codesBehind(prediction)
      .flatMap((code) => graph.pullsOn(code))
      .find((pull) => (pull.block.prior || pull.block.pull) && weightOf(pull) * factor > tolerance);
    if (!regularizer || factor <= tolerance) return [];
    const symbol = regularizer.block.prior ? 'β' : 'λ';
    const effective = Number((weightOf(regularizer) * factor).toPrecision(3));
    const message = `“${term.id}” is a mean over ${sites} sites, but “${regularizer.id}” is a sum over the code: its effective ${symbol} is ${effective}, not ${weightOf(regularizer)}.`;
    return [
      warn('EBM3011', message, {
        node: term.id,
        path: ['reduction'],
        fixes: () => [
          {
            title: 'Sum over the sites',
            operation: { kind: 'set-parameter', node: term.id, path: ['reduction'], value: 'sum' },
          },
        ],
      }),
    ];
  });
