import type { Fix } from '../../../blocks/block';
import type { Graph } from '../../../graph/document';
import { type CheckedNode, freeId } from '../../node';
import type { EnergyGraph } from '../energy-graph';
import { type Rule, warn } from './rule';

/** Balls without springs fly apart until they no longer touch. */
export const noiseWithoutPrior: Rule = (graph) =>
  graph.codes.flatMap((code) => {
    const [draw] = graph.drawsFrom(code);
    if (!draw || graph.pullsOn(code).some(({ block }) => block.prior)) return [];
    const message = `“${draw.id}” adds noise to “${code.id}”, but no prior holds it: the fuzzy balls fly apart until the noise no longer matters.`;
    return [warn('EBM3003', message, { node: draw.id, fixes: (document) => addPrior(graph, document, code) })];
  });

/** A KL regularizer, wired to the code and into the energy. */
function addPrior(graph: EnergyGraph, { nodes, layout }: Graph, code: CheckedNode): Fix[] {
  if (!graph.energy) return [];
  const id = freeId('kl', nodes);
  const at = layout.get(code.id) ?? { x: 0, y: 0 };
  return [
    {
      title: 'Add a KL prior',
      operation: {
        kind: 'sequence',
        operations: [
          { kind: 'add-node', id, block: 'kl', parameters: { weight: 1 }, position: { x: at.x, y: at.y + 380 } },
          { kind: 'connect', from: { node: code.id, port: 'code' }, to: { node: id, port: 'input' } },
          { kind: 'connect', from: { node: id, port: 'energy' }, to: { node: graph.energy.id, port: 'terms' } },
        ],
      },
    },
  ];
}
