import type { EnergyGraph, Term } from '../analysis/energy/energy-graph';
import { isQuadratic } from '../analysis/energy/inference';
import type { CheckedNode } from '../analysis/node';
import type { LoweringScope } from '../blocks/block';
import { negativeLogPrior } from '../blocks/regularizers/prior';
import type { Completion, JointEnergy } from '../program/completion';
import { type Expression, mul, setting, variable } from '../program/expression';
import type { Arrival, Assignable, EnergyProgram, ObservationInput, Reference } from '../program/program';
import { Names } from './names';
import type { Walk } from './passages';

/** What the flow calls things. */
interface Called {
  key(id: string): string;
  value(id: string): Assignable;
}

type Found = Pick<EnergyProgram, 'decode' | 'decoder' | 'code'>;

/** How a part of an observation is found from the rest of it, and from all of any other. */
export function lowerCompletion(
  graph: EnergyGraph,
  walk: Walk,
  { decode, decoder, code }: Found,
  observations: readonly ObservationInput[],
  called: Called,
): Completion | undefined {
  const [observed, second] = observations;
  if (!observed) return undefined;
  const byDescent = (of: ObservationInput): Completion => ({
    kind: 'descent',
    seen: free(graph, called).claim('seen'),
    observed: of,
  });
  // Of several, one is to be predicted.
  if (second) {
    const targets = graph.distances.map(({ target }) => target.id);
    return byDescent(observations.find(({ node }) => targets.includes(node)) ?? observed);
  }
  const prediction = decoder && graph.nodes.get(decoder.node);
  const masked = prediction && maskedPrediction(graph, walk, prediction, observed, called);
  if (masked) return masked;
  const node = code && graph.nodes.get(code.node);
  const joint = decode && node && jointEnergy(graph, walk, node, observed, called);
  return joint ? { kind: 'code', joint } : byDescent(observed);
}

/** The prediction of a model that reads one mask, with another mask in its place. */
function maskedPrediction(
  graph: EnergyGraph,
  walk: Walk,
  prediction: CheckedNode,
  observed: ObservationInput,
  called: Called,
): Completion | undefined {
  const masks = [...graph.upstream(prediction)].filter(({ outputs }) =>
    Object.values(outputs).some(({ role }) => role === 'mask'),
  );
  const [node] = masks;
  const term = graph.distances.find((distance) => distance.prediction === prediction)?.term;
  const link = term?.block.link;
  if (!node || masks.length > 1 || !link) return undefined;
  const names = free(graph, called);
  const known: Reference = { name: names.claim('known'), kind: 'tensor', shape: observed.shape };
  const mask = { ...called.value(node.id), name: names.claim('seen') };
  const { steps, resolve } = walk.trace(
    new Map([
      [observed.node, known],
      [node.id, mask],
    ]),
  );
  const output = resolve(prediction.id);
  return output && { kind: 'prediction', known, mask, steps, output, link };
}

/**
 * The energy as a function of a code that is given and of what is seen: distances between a prediction from the code and
 * the observation, and what regularizers charge the code itself. A term that needs to know what is hidden is left out.
 */
function jointEnergy(
  graph: EnergyGraph,
  walk: Walk,
  code: CheckedNode,
  observed: ObservationInput,
  called: Called,
): JointEnergy | undefined {
  if (code.block.lowering === 'signal' && code.block.quantizes) return undefined;
  const names = free(graph, called);
  const seen = names.claim('seen');
  const { shape } = called.value(code.id);
  const z: Assignable = { name: names.claim('z'), kind: 'tensor', shape };
  const { steps, resolve } = walk.trace(new Map([[code.id, z]]));
  const x = variable(observed.name, observed.shape);
  const valueAt = (term: Term): Expression | undefined => {
    const { block, values } = term;
    if (block.overBatch || block.secondOrder || !graph.dependsOn(term, code)) return undefined;
    if (block.prior) return negativeLogPrior(variable(z.name, shape));
    const inputs: Record<string, Arrival> = {};
    for (const { name: port, optional } of block.inputs) {
      const source = graph.source(term, port);
      if (!source || optional) continue;
      const target = port === 'target' && source.id === observed.node;
      const found = target ? undefined : resolve(source.id);
      if (!target && (found?.kind !== 'tensor' || found.part)) return undefined;
      inputs[port] = { kind: 'tensor', tensor: found ? variable(found.name, found.shape) : x };
    }
    return block.lower(
      settled(term.id, called.key(term.id)),
      values,
      inputs.target ? ofSeen(term, inputs, seen) : inputs,
    );
  };
  const read = graph.weighty.flatMap((term) => {
    const value = valueAt(term);
    if (!value) return [];
    const name = called.key(term.id);
    const weighted = typeof term.values.weight === 'number' ? mul(setting(name, 'weight'), value) : value;
    return [{ term, name, value: weighted }];
  });
  const terms = read.map(({ name, value }) => ({ name, value }));
  const quadratic = read.every(({ term }) => isQuadratic(graph, code, term));
  return read.some(({ term }) => term.block.category === 'distance')
    ? { code: z, seen, steps, terms, quadratic }
    : undefined;
}

/** A distance counts what is seen: site by site where it adds up sites, else between what is left of both sides. */
function ofSeen({ block }: Term, inputs: Record<string, Arrival>, mask: string): Record<string, Arrival> {
  const { target, prediction } = inputs;
  if (target?.kind !== 'tensor' || prediction?.kind !== 'tensor') return inputs;
  const seen = variable(mask, target.tensor.shape);
  if (block.bySite) return { ...inputs, seen: { kind: 'tensor', tensor: seen } };
  const left = (each: Expression): Arrival => ({ kind: 'tensor', tensor: mul(seen, each) });
  return { ...inputs, target: left(target.tensor), prediction: left(prediction.tensor) };
}

/** Names that no function of the module has. */
const free = (graph: EnergyGraph, { key }: Called): Names => new Names([...graph.nodes.keys()].map(key));

/** A term that was lowered once declares nothing more. */
function settled(node: string, key: string): LoweringScope {
  const refuse = (): never => {
    throw new Error(`“${node}” declares nothing for a code that is given.`);
  };
  return {
    node,
    setting: (name) => setting(key, name),
    parameter: refuse,
    project: refuse,
    search: refuse,
    clusterMeans: refuse,
    movingAverage: refuse,
    jacobianNorm: refuse,
    assign: refuse,
  };
}
