import type { Fix } from '../../../blocks/block';
import { linearAtoms, type WrittenLayer } from '../../../blocks/layers/stack';
import type { Graph } from '../../../graph/document';
import { type CheckedNode, freeId } from '../../node';
import { decodersOf, sparsityWithoutBound } from '../bounds';
import type { EnergyGraph } from '../energy-graph';
import { type Rule, warn } from './rule';

/** L1 or L2 on a code costs nothing while the decoder may grow instead. */
export const unboundedDecoder: Rule = (graph) =>
  graph.codes.flatMap((code) =>
    sparsityWithoutBound(graph, code).map((pull) => {
      const decoders = decodersOf(graph, code);
      const message = `“${pull.id}” pulls “${code.id}” small, but the weights of “${decoders[0]?.id}” are unbounded: the code shrinks, the decoder grows, and nothing is gained.`;
      return warn('EBM3002', message, {
        node: pull.id,
        fixes: (document) =>
          decoders
            .filter(({ values }) => values.constraint === 'none')
            .flatMap((decoder) =>
              hasAtoms(decoder) ? [boundAtoms(decoder)] : chargeWeights(graph, document, decoder),
            ),
      });
    }),
  );

const hasAtoms = ({ values }: CheckedNode): boolean =>
  Array.isArray(values.layers) && linearAtoms(values.layers as readonly WrittenLayer[]) !== undefined;

const boundAtoms = ({ id }: CheckedNode): Fix => ({
  title: `Keep the atoms of “${id}” in the unit ball`,
  operation: { kind: 'set-parameter', node: id, path: ['constraint'], value: 'unit-ball' },
});

/** Several layers have no atoms to bound; their weights can be charged for growing. */
function chargeWeights({ energy }: EnergyGraph, { nodes, layout }: Graph, decoder: CheckedNode): Fix[] {
  if (!energy) return [];
  const id = freeId('decay', nodes);
  const at = layout.get(decoder.id) ?? { x: 0, y: 0 };
  const position = { x: at.x, y: at.y - 220 };
  return [
    {
      title: `Charge the weights of “${decoder.id}”`,
      operation: {
        kind: 'sequence',
        operations: [
          { kind: 'add-node', id, block: 'weight-decay', parameters: { weight: 1e-4 }, position },
          { kind: 'connect', from: { node: decoder.id, port: 'network' }, to: { node: id, port: 'network' } },
          { kind: 'connect', from: { node: id, port: 'energy' }, to: { node: energy.id, port: 'terms' } },
        ],
      },
    },
  ];
}
