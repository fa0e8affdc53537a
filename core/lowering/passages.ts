import type { CheckedGraph, CheckedNode } from '../analysis/check';
import { isSignal } from '../analysis/energy/energy-graph';
import { inferenceOf } from '../analysis/energy/inference';
import type { Assignable, CodeVariable, EnergyProgram, FlowStep, Link, Passage, Reference } from '../program/program';

type Passages = Pick<EnergyProgram, 'code' | 'encode' | 'decode' | 'reconstruct' | 'decoder' | 'corruption' | 'prior'>;

/**
 * What the flow can do besides its energy: which stretch of it encodes, decodes and reconstructs, all without noise, and
 * whether codes can be drawn. What makes no sense for a graph is absent.
 */
export function findPassages(
  graph: CheckedGraph,
  flow: readonly FlowStep[],
  values: ReadonlyMap<string, Assignable>,
  reads: ReadonlyMap<string, readonly string[]>,
  terms: readonly string[],
): Passages {
  const nodes = flow.flatMap(({ node }) => graph.nodes.get(node) ?? []);
  const codes = nodes.filter(({ block }) => block.category === 'code');
  const code = codes.length === 1 ? codes[0] : undefined;
  const codeValue = code && values.get(code.id);
  const observations = [...graph.nodes.values()].filter(
    ({ id, block }) => block.lowering === 'observation' && values.has(id),
  );
  const observed = observations.length === 1 && observations[0] ? values.get(observations[0].id) : undefined;
  const prediction = findPrediction(graph, terms);
  const walk = new Walk(graph, flow, values, reads);

  const encode = code && codeValue && observed && walk.passage(observed, code.id, 'identity');
  const decode =
    codeValue &&
    prediction &&
    walk.passage({ name: 'z', kind: 'tensor', shape: codeValue.shape }, prediction.node, prediction.link, code);
  const reconstruct = observed && prediction && walk.passage(observed, prediction.node, prediction.link);
  const predicted = prediction && values.get(prediction.node);
  const corruption = flow.find(
    ({ onlyWhileTraining, call }) =>
      onlyWhileTraining && call.args[0] !== undefined && call.args[0].name === observed?.name,
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
    encode,
    decode,
    reconstruct,
    decoder: predicted && prediction ? { node: prediction.node, shape: predicted.shape } : undefined,
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

/** The first distance of the energy whose prediction of an observation is computed. */
function findPrediction(graph: CheckedGraph, terms: readonly string[]): { node: string; link: Link } | undefined {
  for (const id of terms) {
    const term = graph.nodes.get(id);
    const [source, target] = ['prediction', 'target'].map((port) => term?.wires.get(port)?.[0]?.from.node);
    if (term?.block.lowering !== 'term' || !term.block.link || !source) continue;
    if (graph.nodes.get(target ?? '')?.block.lowering !== 'observation') continue;
    if (graph.nodes.get(source)?.block.lowering === 'signal') return { node: source, link: term.block.link };
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
    const steps: FlowStep[] = [];
    const known = new Map<string, Reference>();
    const resolve = (id: string): Reference | undefined => {
      const done = known.get(id);
      if (done) return done;
      const found = this.resolveNode(id, input, start, steps, resolve);
      if (found) known.set(id, found);
      return found;
    };
    const output = resolve(goal);
    return output && steps.length ? { input, steps, output, link } : undefined;
  }

  private resolveNode(
    id: string,
    input: Assignable,
    start: CheckedNode | undefined,
    steps: FlowStep[],
    resolve: (id: string) => Reference | undefined,
  ): Reference | undefined {
    if (id === start?.id) return input;
    const node = this.graph.nodes.get(id);
    if (node?.block.lowering === 'observation')
      return !start && this.values.get(id)?.name === input.name ? input : undefined;
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
