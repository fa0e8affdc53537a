import { type Rule, warn } from './rule';

/** A term that weighs nothing. */
export const weightless: Rule = (graph) =>
  graph.terms
    .filter(({ values }) => values.weight === 0)
    .map((term) =>
      warn('EBM3009', `“${term.id}” has weight 0 and does nothing.`, {
        node: term.id,
        path: ['weight'],
        fixes: () => [
          {
            title: 'Set the weight to 1',
            operation: { kind: 'set-parameter', node: term.id, path: ['weight'], value: 1 },
          },
        ],
      }),
    );
