import { type Block, type Fix, setParameter } from '../../../blocks/block';
import type { Graph } from '../../../graph/document';
import { type CheckedNode, freeId } from '../../node';
import { sparsityWithoutBound } from '../bounds';
import { type EnergyGraph, outputVolume } from '../energy-graph';
import { jointEmbeddings } from '../joint-embedding';
import { findMechanisms } from '../mechanisms';
import { leak } from './leak';
import { type Rule, warn } from './rule';

/** Nothing limits the volume of low energy. Where a code is as wide as its data, that is the cause. */
export const unlimited: Rule = (graph) => {
  const { energy } = graph;
  const falling = graph.lowered.find(({ block }) => block.bottomless);
  if (energy && falling && !graph.contrasts.length) {
    const message = `“${falling.id}” is pushed down at the data and nothing pushes it up elsewhere, so it falls everywhere and without end. Wire the energy into contrastive samples, a likelihood or a denoising score.`;
    return [warn('EBM3001', message, { node: energy.id, fixes: (document) => addContrast(energy, document) })];
  }
  const joint = jointEmbeddings(graph);
  const distances = graph.distances.filter(({ term }) => !joint.some((each) => each.term === term));
  if (!energy || !distances.length || findMechanisms(graph).length || leak(graph).length) return [];
  // A prior or a noise that lacks its partner is the root cause, and is named below.
  if (graph.codes.some((code) => halfOfNoiseAndPrior(graph, code) || sparsityWithoutBound(graph, code).length))
    return [];
  for (const code of graph.codes) {
    const [dimensions, size] = [outputVolume(code), outputVolume(distances[0]?.target ?? code)];
    if (dimensions === undefined || size === undefined || dimensions < size) continue;
    const message = `“${code.id}” has ${dimensions} numbers for data of ${size}, and nothing else limits it: it can copy anything, and the energy is low everywhere.`;
    const value = Math.max(1, Math.floor(size / 8));
    return [
      warn('EBM3005', message, {
        node: code.id,
        path: ['dimensions'],
        fixes: () => [
          {
            title: `Set dimensions to ${value}`,
            operation: { kind: 'set-parameter', node: code.id, path: ['dimensions'], value },
          },
        ],
      }),
    ];
  }
  const message = `Nothing keeps the energy high off the data: “${distances[0]?.prediction.id}” can learn to copy whatever it is given. Corrupt its input, or give it a code that is small, sparse, or noisy with a prior.`;
  return [
    warn('EBM3001', message, {
      node: energy.id,
      fixes: (document) => [...enlarge(graph), ...corruptInput(graph, document)],
    }),
  ];
};

const halfOfNoiseAndPrior = (graph: EnergyGraph, code: CheckedNode): boolean =>
  graph.drawsFrom(code).length > 0 !== graph.pullsOn(code).some(({ block }) => block.prior);

/** Samples by Langevin dynamics, at which the whole energy is pushed up. */
function addContrast(energy: CheckedNode, { nodes, layout }: Graph): Fix[] {
  const id = freeId('contrast', nodes);
  const at = layout.get(energy.id) ?? { x: 0, y: 0 };
  const parameters = { start: 'data', steps: 10, stepSize: 0.01, magnitude: 0.01 };
  return [
    {
      title: 'Add contrastive samples',
      operation: {
        kind: 'sequence',
        operations: [
          { kind: 'add-node', id, block: 'contrastive', parameters, position: { x: at.x + 280, y: at.y } },
          { kind: 'connect', from: { node: energy.id, port: 'energy' }, to: { node: id, port: 'energy' } },
        ],
      },
    },
  ];
}

/** A corruption that is there already and does nothing, at its usual amount. */
const enlarge = (graph: EnergyGraph): Fix[] =>
  graph.distances.slice(0, 1).flatMap(({ prediction }) =>
    [...graph.upstream(prediction)].flatMap(({ id, block, values }) =>
      isCorruption(block)
        ? ['scale', 'rate'].flatMap((name) => {
            const value = block.parameters[name]?.default as number;
            return values[name] === 0
              ? [setParameter(`Set the ${name} of “${id}” to ${value}`, id, [name], value)]
              : [];
          })
        : [],
    ),
  );

const isCorruption = (block: Block): boolean => block.lowering === 'signal' && block.onlyWhileTraining === true;

/** Gaussian noise between the observation and the first block that reads it on the way to the prediction. */
function corruptInput(graph: EnergyGraph, { nodes, layout }: Graph): Fix[] {
  const [first] = graph.distances;
  if (!first) return [];
  const { prediction, target } = first;
  const reader = [...graph.upstream(prediction)].find((node) =>
    [...node.wires.values()].flat().some(({ from }) => from.node === target.id),
  );
  const wire = reader && [...reader.wires.values()].flat().find(({ from }) => from.node === target.id);
  if (!wire) return [];
  const id = freeId('corruption', nodes);
  const at = layout.get(wire.to.node) ?? { x: 0, y: 0 };
  return [
    {
      title: 'Corrupt the input with Gaussian noise',
      operation: {
        kind: 'sequence',
        operations: [
          { kind: 'disconnect', from: wire.from, to: wire.to },
          {
            kind: 'add-node',
            id,
            block: 'gaussian-noise',
            parameters: { scale: 0.3 },
            position: { x: at.x - 120, y: at.y - 140 },
          },
          { kind: 'connect', from: wire.from, to: { node: id, port: 'input' } },
          { kind: 'connect', from: { node: id, port: 'output' }, to: wire.to },
        ],
      },
    },
  ];
}
