import { weightOf } from '../energy-graph';
import type { Rule } from './rule';

/** A term without an upper bound, weighed below zero: the energy has no lower one. */
export const unboundedEnergy: Rule = (graph) =>
  graph.terms
    .filter((term) => weightOf(term) < 0 && term.block.bounded !== 'above')
    .map((term) => {
      const value = -weightOf(term);
      return {
        code: 'EBM3010',
        severity: 'error',
        message: `“${term.id}” has weight ${-value}, and what it weighs can grow without bound: the energy falls without end.`,
        node: term.id,
        path: ['weight'],
        fixes: () => [
          {
            title: `Set the weight to ${value}`,
            operation: { kind: 'set-parameter', node: term.id, path: ['weight'], value },
          },
        ],
      };
    });
