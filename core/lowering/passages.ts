import type { CheckedGraph, CheckedNode } from '../analysis/check';
import { isSignal } from '../analysis/energy/energy-graph';
import { inferenceOf } from '../analysis/energy/inference';
import type { Assignable, CodeVariable, EnergyProgram, FlowStep, Link, Passage, Reference } from '../program/program';

export type Passages = Pick<
  EnergyProgram,
  'code' | 'codes' | 'encode' | 'decode' | 'reconstruct' | 'decoder' | 'corruption' | 'prior'
>;

/**
 * What the flow can do besides its energy: which stretch of it encodes, decodes and reconstructs, all without noise, and
 * whether codes can be drawn. What makes no sense for a graph is absent.
 */
export function findPassages(
  graph: CheckedGraph,
  flow: readonly FlowStep[],
  values: ReadonlyMap<string, Assignable>,
  walk: Walk,
  terms: readonly string[],
): Passages {
  const nodes = flow.flatMap(({ node }) => graph.nodes.get(node) ?? []);
  const codes = nodes.filter(({ block }) => block.category === 'code');
  const code = codes.length === 1 ? codes[0] : undefined;
  const codeValue = code && values.get(code.id);
  const observations = [...graph.nodes.values()].filter(
    ({ id, block }) => block.lowering === 'observation' && values.has(id),
  );
  const observed = observations.flatMap(({ id }) => values.get(id) ?? []);
  const prediction = findPrediction(graph, terms);
  /** From the one observation that something is computed from. */
  const fromObserved = (goal: string, link: Link): Passage | undefined => {
    for (const input of observed) {
      const found = walk.passage(input, goal, link);
      if (found) return found;
    }
    return undefined;
  };

  const encode = code && codeValue && fromObserved(code.id, 'identity');
  const decode =
    codeValue &&
    prediction &&
    walk.passage({ name: 'z', kind: 'tensor', shape: codeValue.shape }, prediction.node, prediction.link, code);
  const reconstruct = prediction && fromObserved(prediction.node, prediction.link);
  const predicted = prediction && values.get(prediction.node);
  const shown = reconstruct?.input ?? observed[0];
  const corruption = flow.find(
    ({ onlyWhileTraining, call }) =>
      onlyWhileTraining && call.args[0] !== undefined && call.args[0].name === shown?.name,
  );
  return {
    code:
      code && codeValue
        ? {
            node: code.id,
            kind: kindOf(code, codeValue),
            dimensions: codeValue.shape[0] ?? 1,
          }
        : undefined,
    codes: codes.map(({ id }) => id),
    encode,
    decode,
    reconstruct,
    decoder:
      predicted && prediction
        ? { node: prediction.node, shape: predicted.shape, target: prediction.target }
        : undefined,
    corruption: corruption && { node: corruption.node, name: corruption.call.name },
    prior: code && decode ? findPrior(graph, terms, code.id) : undefined,
  };
}

function kindOf(code: CheckedNode, { kind }: Assignable): CodeVariable['kind'] {
  if (kind === 'gaussian') return 'gaussian';
  const how = inferenceOf(code);
  if (how) return how.kind === 'every' ? 'one-hot' : 'optimised';
  return isSignal(code) && code.block.quantizes ? 'vector-quantized' : 'deterministic';
}

interface Prediction {
  readonly node: string;
  /** The observation that it is of. */
  readonly target: string;
  readonly link: Link;
}

/** The first distance of the energy whose prediction of an observation is computed. */
function findPrediction(graph: CheckedGraph, terms: readonly string[]): Prediction | undefined {
  for (const id of terms) {
    const term = graph.nodes.get(id);
    const [source, target] = ['prediction', 'target'].map((port) => term?.wires.get(port)?.[0]?.from.node);
    if (term?.block.lowering !== 'term' || !term.block.link || !source) continue;
    if (!target || graph.nodes.get(target)?.block.lowering !== 'observation') continue;
    if (graph.nodes.get(source)?.block.lowering === 'signal') return { node: source, target, link: term.block.link };
  }
  return undefined;
}

/** The prior that a counted regularizer puts on a code. */
function findPrior(graph: CheckedGraph, terms: readonly string[], code: string): Passages['prior'] {
  for (const id of terms) {
    const term = graph.nodes.get(id);
    if (term?.block.lowering !== 'term' || !term.block.prior) continue;
    if (term.wires.get('input')?.[0]?.from.node === code) return term.block.prior;
  }
  return undefined;
}

/** A stretch of the flow that grows as it is asked for values. */
export interface Trace {
  readonly steps: readonly FlowStep[];
  /** What a node's output is called there; undefined where it needs something that is not given. */
  resolve(id: string): Reference | undefined;
}

/** Finds stretches of the flow. */
export class Walk {
  private readonly graph: CheckedGraph;
  private readonly flow: readonly FlowStep[];
  private readonly values: ReadonlyMap<string, Assignable>;
  /** The nodes that each node's function reads, in the order of its arguments. */
  private readonly reads: ReadonlyMap<string, readonly string[]>;

  constructor(
    graph: CheckedGraph,
    flow: readonly FlowStep[],
    values: ReadonlyMap<string, Assignable>,
    reads: ReadonlyMap<string, readonly string[]>,
  ) {
    this.graph = graph;
    this.flow = flow;
    this.values = values;
    this.reads = reads;
  }

  /**
   * The steps from `input` to the output of `goal`, noise left out. `input` stands for the output of `start`, or for the
   * observation of its name. Undefined where the goal also needs something else.
   */
  passage(input: Assignable, goal: string, link: Link, start?: CheckedNode): Passage | undefined {
    const observed = [...this.values].find(
      ([id, { name }]) => name === input.name && this.graph.nodes.get(id)?.block.lowering === 'observation',
    );
    const from = start?.id ?? observed?.[0];
    if (from === undefined) return undefined;
    const { steps, resolve } = this.trace(new Map([[from, input]]));
    const output = resolve(goal);
    return output && steps.length ? { input, steps, output, link } : undefined;
  }

  /** The steps from nodes whose outputs are given, noise left out. */
  trace(given: ReadonlyMap<string, Reference>): Trace {
    const steps: FlowStep[] = [];
    const known = new Map<string, Reference>(given);
    const resolve = (id: string): Reference | undefined => {
      const done = known.get(id);
      if (done) return done;
      const found = this.resolveNode(id, steps, resolve);
      if (found) known.set(id, found);
      return found;
    };
    return { steps, resolve };
  }

  private resolveNode(
    id: string,
    steps: FlowStep[],
    resolve: (id: string) => Reference | undefined,
  ): Reference | undefined {
    const node = this.graph.nodes.get(id);
    const step = this.flow.find((each) => each.node === id);
    if (!step || node?.block.lowering !== 'signal') return undefined;
    const args: Reference[] = [];
    for (const source of this.reads.get(id) ?? []) {
      const value = resolve(source);
      if (!value) return undefined;
      args.push(value);
    }
    const [first] = args;
    if (first && node.block.withoutNoise === 'identity') return first;
    if (first && node.block.withoutNoise === 'mean')
      return first.kind === 'gaussian' ? { ...first, kind: 'tensor', part: 'mean' } : first;
    steps.push({ ...step, call: { ...step.call, args } });
    return step.target;
  }
}
