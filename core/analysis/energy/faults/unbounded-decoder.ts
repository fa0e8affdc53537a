import { decodersOf, sparsityWithoutBound } from '../bounds';
import { type Rule, warn } from './rule';

/** L1 or L2 on a code costs nothing while the decoder may grow instead. */
export const unboundedDecoder: Rule = (graph) =>
  graph.codes.flatMap((code) =>
    sparsityWithoutBound(graph, code).map((pull) => {
      const decoders = decodersOf(graph, code);
      const message = `“${pull.id}” pulls “${code.id}” small, but the weights of “${decoders[0]?.id}” are unbounded: the code shrinks, the decoder grows, and nothing is gained.`;
      return warn('EBM3002', message, {
        node: pull.id,
        fixes: () =>
          decoders
            .filter(({ values }) => values.constraint === 'none')
            .map(({ id }) => ({
              title: `Keep the atoms of “${id}” in the unit ball`,
              operation: { kind: 'set-parameter', node: id, path: ['constraint'], value: 'unit-ball' },
            })),
      });
    }),
  );
