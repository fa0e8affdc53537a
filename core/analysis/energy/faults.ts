import type { Fix } from '../../blocks/block';
import type { Graph } from '../../graph/document';
import type { Finding } from '../finding';
import { type CheckedNode, freeId } from '../node';
import { decoderIsBounded, decodersOf } from './bounds';
import { type EnergyGraph, isSignal, outputVolume } from './energy-graph';
import { inferredCode } from './inference';
import { findMechanisms, seesBehind } from './mechanisms';

/** One way in which an energy can go wrong: a rule over the graph. */
type Rule = (graph: EnergyGraph) => readonly Finding[];

/** What is wrong with a graph as an energy. Mostly it may still be trained: these are warnings. */
export function findFaults(graph: EnergyGraph): Finding[] {
  // A code that cannot be found is the cause of all else: that alone is named, and it is an error.
  const uninferred = graph.codes.flatMap((code) => {
    const found = inferredCode(graph, code);
    return found && 'fault' in found ? [found.fault] : [];
  });
  return uninferred.length ? uninferred : rules.flatMap((rule) => rule(graph));
}

const warn = (code: string, message: string, place: Omit<Finding, 'code' | 'message' | 'severity'>): Finding => ({
  code,
  severity: 'warning',
  message,
  ...place,
});

/** Nothing limits the volume of low energy. Where a code is as wide as its data, that is the cause. */
const unlimited: Rule = (graph) => {
  const { energy, distances } = graph;
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
  return [warn('EBM3001', message, { node: energy.id, fixes: (document) => corruptInput(graph, document) })];
};

/** L1 or L2 on a code costs nothing while the decoder may grow instead. */
const unboundedDecoder: Rule = (graph) =>
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

/** Balls without springs fly apart until they no longer touch. */
const noiseWithoutPrior: Rule = (graph) =>
  graph.codes.flatMap((code) => {
    const [draw] = graph.drawsFrom(code);
    if (!draw || graph.pullsOn(code).some(({ block }) => block.prior)) return [];
    const message = `“${draw.id}” adds noise to “${code.id}”, but no prior holds it: the fuzzy balls fly apart until the noise no longer matters.`;
    return [warn('EBM3003', message, { node: draw.id, fixes: (document) => addPrior(graph, document, code) })];
  });

/** Springs without balls pull all codes into one point. */
const priorWithoutNoise: Rule = (graph) =>
  graph.codes.flatMap((code) => {
    const prior = graph.pullsOn(code).find(({ block }) => block.prior);
    if (
      !prior ||
      graph.drawsFrom(code).some((draw) => graph.distances.some(({ prediction }) => graph.dependsOn(prediction, draw)))
    ) {
      return [];
    }
    const message = `“${prior.id}” is a prior on “${code.id}”, but no prediction is made from draws of it: the prior has nothing to weigh against and pulls all codes into one.`;
    return [warn('EBM3004', message, { node: prior.id })];
  });

/** Parameters that no weighty term depends on never change. */
const unreached: Rule = (graph) => {
  if (!graph.weighty.length) return [];
  const reached = new Set(graph.weighty.flatMap((term) => [...graph.learnsFrom(term)]));
  return [...graph.nodes.values()]
    .filter((node) => isSignal(node) && node.block.category !== 'noise' && !node.waiting && !reached.has(node))
    .filter((node, _, all) => !all.some((other) => other !== node && graph.dependsOn(node, other)))
    .map((node) =>
      warn('EBM3006', `No gradient reaches “${node.id}”: no term of the energy depends on it, so it never learns.`, {
        node: node.id,
        fixes: () => [{ title: `Remove “${node.id}”`, operation: { kind: 'remove-nodes', ids: [node.id] } }],
      }),
    );
};

/** A prediction that sees what it has to predict: by a way around the mask, or because what is seen counts too. */
const leak: Rule = (graph) =>
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

/** A term that weighs nothing. */
const weightless: Rule = (graph) =>
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

const rules: readonly Rule[] = [
  unlimited,
  unboundedDecoder,
  noiseWithoutPrior,
  priorWithoutNoise,
  unreached,
  leak,
  weightless,
];

const halfOfNoiseAndPrior = (graph: EnergyGraph, code: CheckedNode): boolean =>
  graph.drawsFrom(code).length > 0 !== graph.pullsOn(code).some(({ block }) => block.prior);

const sparsityWithoutBound = (graph: EnergyGraph, code: CheckedNode): readonly CheckedNode[] =>
  decoderIsBounded(graph, code) ? [] : graph.pullsOn(code).filter(({ block }) => block.pull);

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
