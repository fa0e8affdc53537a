import { seesBehind } from '../mechanisms';
import { type Rule, warn } from './rule';

/** A prediction that sees what it has to predict: by a way around the mask, or because what is seen counts too. */
export const leak: Rule = (graph) =>
  graph.distances.flatMap(({ term, prediction, target }) => {
    const own = graph.source(term, 'mask');
    const mask =
      own ??
      [...graph.upstream(prediction)].find((node) => Object.values(node.outputs).some(({ role }) => role === 'mask'));
    if (!mask || !graph.upstream(prediction).has(target)) return [];
    if (own && seesBehind(graph, prediction, target, own)) {
      const message = `“${prediction.id}” sees “${target.id}” by a way that “${own.id}” does not cover: what is hidden is shown to it.`;
      return [warn('EBM3008', message, { node: prediction.id })];
    }
    if (own || seesBehind(graph, prediction, target, mask)) return [];
    const message = `“${term.id}” also counts what “${mask.id}” shows, which the prediction has only to copy: let only the hidden count.`;
    const port = mask.block.outputs[0]?.name ?? 'mask';
    return [
      warn('EBM3008', message, {
        node: term.id,
        port: 'mask',
        fixes: () => [
          {
            title: `Count only what “${mask.id}” hides`,
            operation: { kind: 'connect', from: { node: mask.id, port }, to: { node: term.id, port: 'mask' } },
          },
        ],
      }),
    ];
  });
