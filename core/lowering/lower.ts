import type { CheckedGraph, CheckedNode } from '../analysis/check';
import { EnergyGraph } from '../analysis/energy/energy-graph';
import { inferenceOf } from '../analysis/energy/inference';
import type { ContrastBlock, LoweringScope, SignalBlock, TermBlock } from '../blocks/block';
import { sizesOf } from '../blocks/signal';
import { type Expression, field, mul, parameter, type SampleShape, setting, variable } from '../program/expression';
import type {
  Arrival,
  Assignable,
  Assignment,
  BlockFunction,
  ClusterMeans,
  Contrast,
  EnergyProgram,
  EnergyTerm,
  FlowStep,
  MovingAverage,
  NetworkValue,
  ObservationInput,
  ParameterTensor,
  Projection,
  RateSchedule,
  Reference,
  SearchedCode,
  Setting,
  Value,
} from '../program/program';
import { lowerCompletion } from './completion';
import { Names } from './names';
import { findPassages, Walk } from './passages';
import { lowerSearch } from './search';

/** From a sound graph to the program for its energy. Throws where the graph has an error: check first. */
export function lower(graph: CheckedGraph): EnergyProgram {
  if (!graph.sound) throw new Error('Only a graph without errors can be lowered.');
  return new Lowering(graph).run();
}

class Lowering {
  private readonly graph: CheckedGraph;
  private readonly energy: EnergyGraph;
  private readonly names = new Names();
  /** The identifier of each node. */
  private readonly keys = new Map<string, string>();
  /** What each node's output is called in the flow. */
  private readonly values = new Map<string, Assignable>();
  /** The nodes that each node's function reads, in the order of its arguments. */
  private readonly reads = new Map<string, readonly string[]>();
  private readonly settings: Setting[] = [];
  private readonly parameters: ParameterTensor[] = [];
  private readonly projections: Projection[] = [];
  private readonly means: ClusterMeans[] = [];
  private readonly averages: MovingAverage[] = [];
  private readonly observations: ObservationInput[] = [];
  private readonly functions: BlockFunction[] = [];
  private readonly flow: FlowStep[] = [];
  private readonly terms: EnergyTerm[] = [];

  constructor(graph: CheckedGraph) {
    this.graph = graph;
    this.energy = new EnergyGraph(graph.nodes);
  }

  run(): EnergyProgram {
    const { document, order, nodes, training } = this.graph;
    for (const id of document.graph.nodes.keys()) this.keys.set(id, this.names.claim(id));
    const counted = this.energy.terms;
    const needed = new Set(counted.flatMap((term) => [...this.energy.learnsFrom(term)]));
    const counting = order.flatMap((id) => nodes.get(id) ?? []).filter((node) => needed.has(node));
    // What is observed is known from the start: a code that is found reads it without a wire.
    for (const node of counting) {
      if (node.block.lowering === 'observation') this.lowerObservation(node, node.block.dataset(node.values));
    }
    for (const node of counting) {
      const { block } = node;
      if (block.lowering === 'signal') this.lowerSignal(node, block);
      else if (block.lowering === 'term') this.lowerTerm(node, block);
    }
    const { contrasts } = this.energy;
    const walk = new Walk(this.graph, this.flow, this.values, this.reads);
    const called = { key: (id: string) => this.key(id), value: (id: string) => this.value(id) };
    const passages = findPassages(
      this.graph,
      this.flow,
      this.values,
      walk,
      counted.map(({ id }) => id),
    );
    return {
      name: document.graph.name,
      about: document.graph.about,
      observations: this.observations,
      parameters: this.parameters,
      projections: this.projections,
      means: this.means,
      averages: this.averages,
      functions: this.functions,
      flow: this.flow,
      terms: counted.flatMap(({ id }) => this.terms.find(({ node }) => node === id) ?? []),
      ...passages,
      completion: lowerCompletion(this.energy, walk, passages, this.observations, called),
      searched: this.searched(),
      contrasts: contrasts.map((node) => this.lowerContrast(node, node.block)),
      secondOrder:
        counted.some(({ block }) => block.secondOrder) || contrasts.some(({ block }) => block.secondOrder ?? false),
      settings: this.settings,
      optimizer: training.optimizer,
      learningRate: training.learningRate,
      schedule: scheduleOf(training),
      weightDecay: training.optimizer === 'adamw' ? training.weightDecay : undefined,
      clipNorm: training.clipping === 'norm' ? training.clipNorm : undefined,
      batch: training.batch,
      steps: training.steps,
      seed: training.seed,
    };
  }

  private lowerObservation(node: CheckedNode, dataset: string): void {
    const name = this.key(node.id);
    const { shape: axes = [], range = null } = node.outputs.value ?? {};
    const shape = sizesOf(axes);
    this.observations.push({ node: node.id, name, shape, dataset, range });
    this.values.set(node.id, { name, kind: 'tensor', shape });
  }

  private lowerSignal(node: CheckedNode, block: SignalBlock): void {
    const key = this.key(node.id);
    const names = this.names.inner();
    const sources = this.sources(node);
    const inputs: Record<string, Arrival> = this.lent(node);
    const parameters = sources.map(({ port, source }): Assignable => {
      // Inside, a Gaussian is its two parts; a tensor keeps the name that it has outside.
      if (source.kind === 'gaussian') names.claim('mean');
      inputs[port] = source.kind === 'tensor' ? tensorValue(source) : openGaussian(source.shape);
      return source;
    });
    const body: Assignment[] = [];
    const scope = this.scope(node, body, names);
    const result = block.lower(scope, node.values, inputs);
    this.functions.push({ node: node.id, name: key, parameters, body, result });
    const target: Assignable = {
      name: this.names.claim(block.valueName(node.values)),
      kind: result.kind,
      shape: result.kind === 'tensor' ? result.tensor.shape : result.mean.shape,
    };
    this.values.set(node.id, target);
    this.reads.set(
      node.id,
      sources.map(({ from }) => from),
    );
    const args = sources.map(({ source }) => source);
    this.flow.push({
      node: node.id,
      target,
      call: { name: key, args },
      onlyWhileTraining: block.onlyWhileTraining ?? false,
    });
  }

  private lowerTerm(node: CheckedNode, block: TermBlock): void {
    const inputs: Record<string, Arrival> = this.lent(node);
    const written: Record<string, string> = {};
    const reads: Reference[] = [];
    for (const [port, arrival] of Object.entries(inputs)) {
      if (arrival.kind === 'network') written[port] = arrival.network.key;
    }
    for (const { port, source } of this.sources(node)) {
      reads.push(source);
      written[port] = source.name === 'xHat' ? 'x̂' : source.name;
      inputs[port] =
        source.kind === 'tensor'
          ? tensorValue(source)
          : {
              kind: 'gaussian',
              mean: field(source.name, 'mean', source.shape),
              logVariance: field(source.name, 'logVariance', source.shape),
            };
    }
    const scope = this.scope(node, [], this.names.inner());
    const value = block.lower(scope, node.values, inputs);
    const weight = node.values.weight;
    const weighted = typeof weight === 'number' ? mul(scope.setting('weight', weight), value) : value;
    this.terms.push({
      node: node.id,
      name: this.key(node.id),
      formula: this.expected(node, block.formula(written, node.values)),
      value: weighted,
      overBatch: block.overBatch ?? false,
      reads,
    });
  }

  /** In the mean over the draws that a term is computed from: `E_q[‖x − x̂‖²]`. */
  private expected(term: CheckedNode, formula: string): string {
    const drawn = this.energy.codes.filter((code) =>
      this.energy.drawsFrom(code).some((draw) => this.energy.dependsOn(term, draw)),
    );
    return drawn.reduceRight((inner, code) => `E_${this.value(code.id).name}[ ${inner} ]`, formula);
  }

  private lowerContrast(node: CheckedNode, block: ContrastBlock): Contrast {
    const [observed] = this.observations;
    const signal = this.graph.nodes.get(observed?.node ?? '')?.outputs.value;
    if (!signal) throw new Error('The checker lets no contrast pass without an observation.');
    const scope = this.scope(node, [], this.names.inner());
    return { node: node.id, name: this.key(node.id), ...block.lower(scope, node.values, signal, observed?.name ?? '') };
  }

  /** The code that is found by minimizing the energy, and what finds it. */
  private searched(): SearchedCode | undefined {
    for (const { node, result } of this.functions) {
      const step = this.flow.find((each) => each.node === node);
      if (step && result.kind === 'tensor' && result.tensor.op === 'search') return { step, search: result.tensor };
    }
    return undefined;
  }

  private scope(node: CheckedNode, body: Assignment[], names: Names): LoweringScope {
    const key = this.key(node.id);
    return {
      node: node.id,
      parameter: (path, shape, initializer, learns = 'gradient') => {
        const full = [key, ...path];
        this.parameters.push({ path: full, shape, initializer, learns });
        return parameter(full, shape);
      },
      project: (path, axes, onto) => {
        this.projections.push({ path: [key, ...path], axes, onto });
      },
      search: (shape, how, rate) =>
        lowerSearch(this.energy, node, shape, how, rate, {
          key: (id) => this.key(id),
          value: (id) => this.value(id),
        }),
      clusterMeans: (path, decay, points) => {
        this.means.push(this.clusterMeans(node, [key, ...path], decay, points));
      },
      movingAverage: ({ key: of }, decay) => {
        this.averages.push({ node: node.id, of, name: key, decay });
      },
      jacobianNorm: (of, by) => this.jacobianNorm(node, of, by),
      setting: (name, value) => {
        this.settings.push({ node: node.id, key, name, value });
        return setting(key, name);
      },
      assign: (wanted: string, value: Expression) => {
        const name = names.claim(wanted);
        body.push({ name, value });
        return variable(name, value.shape);
      },
    };
  }

  /** The rows of a matrix, as centres of what is wired in, or of what is observed through a code of choices. */
  private clusterMeans(
    node: CheckedNode,
    path: readonly string[],
    decay: Expression,
    points: { readonly port: string } | 'observed',
  ): ClusterMeans {
    const { id } = node;
    const rows = this.parameters.find((each) => each.path.join() === path.join())?.shape[0] ?? 0;
    this.parameters.push({
      path: [...path.slice(0, -1), 'counts'],
      shape: [rows],
      initializer: { kind: 'zeros' },
      learns: 'means',
    });
    const wired = (port: string): Reference => this.value(this.energy.source(node, port)?.id ?? id);
    if (points !== 'observed') return { node: id, path, decay, points: wired(points.port), assignments: undefined };
    const distance = this.energy.terms.find((term) => this.energy.source(term, 'prediction') === node);
    const target = distance && this.energy.source(distance, 'target');
    return { node: id, path, decay, points: this.value(target?.id ?? id), assignments: wired('code') };
  }

  private jacobianNorm(node: CheckedNode, of: Expression, by: Expression): Expression {
    const [to, from] = [of, by].map((each) => (each.op === 'variable' || each.op === 'field' ? nameOf(each) : ''));
    const idOf = (name: string | undefined): string | undefined =>
      [...this.values].find(([, value]) => value.name === name)?.[0];
    const [goal, start] = [idOf(to), this.values.get(idOf(from) ?? '')];
    const walk = new Walk(this.graph, this.flow, this.values, this.reads);
    const passage = goal && start && walk.passage(start, goal, 'identity');
    if (!passage) throw new Error(`“${node.id}” finds no way from the observation; the checker should have said so.`);
    return { op: 'jacobianNorm', of: passage, shape: [] };
  }

  /** The networks that others lend to a node, by port. */
  private lent(node: CheckedNode): Record<string, Arrival> {
    return Object.fromEntries(
      node.block.inputs.flatMap(({ name: port, lends }): [string, Arrival][] => {
        const from = lends && this.energy.source(node, port);
        return from ? [[port, { kind: 'network', network: this.network(from) }]] : [];
      }),
    );
  }

  private network({ id, block, values, outputs }: CheckedNode): NetworkValue {
    const key = this.key(id);
    const own = this.parameters.filter(({ path }) => path[0] === key);
    const map = block.lowering === 'signal' ? block.matrix?.(values) : undefined;
    const matrix = map && own.find(({ path }) => path.slice(1).join() === map.join());
    return {
      key,
      paths: own.map(({ path }) => path),
      matrix: matrix && parameter(matrix.path, matrix.shape),
      output: sizesOf(outputs.network?.shape ?? []),
    };
  }

  /**
   * What a node reads: what is wired into it, in the order of its ports, where an optional port may have nothing; a code
   * that is found reads what is observed.
   */
  private sources(node: CheckedNode): { readonly port: string; readonly from: string; readonly source: Assignable }[] {
    const wired = node.block.inputs.flatMap(({ name: port, optional, lends }) => {
      const from = node.wires.get(port)?.[0]?.from.node;
      if (lends || (from === undefined && optional)) return [];
      return [{ port, from: from ?? node.id, source: this.value(from ?? node.id) }];
    });
    if (!inferenceOf(node)) return wired;
    return this.observations.map(({ node: from, name: port }) => ({ port, from, source: this.value(from) }));
  }

  private value(id: string): Assignable {
    const value = this.values.get(id);
    if (!value) throw new Error(`“${id}” has no value; the checker should have said so.`);
    return value;
  }

  private key(id: string): string {
    const key = this.keys.get(id);
    if (!key) throw new Error(`“${id}” has no identifier.`);
    return key;
  }
}

const nameOf = (expression: Extract<Expression, { op: 'variable' | 'field' }>): string =>
  expression.op === 'variable' ? expression.name : expression.of;

const tensorValue = ({ name, shape }: Assignable): Value => ({ kind: 'tensor', tensor: variable(name, shape) });

const openGaussian = (shape: SampleShape): Value => ({
  kind: 'gaussian',
  mean: variable('mean', shape),
  logVariance: variable('logVariance', shape),
});

function scheduleOf({ schedule, warmUp, decay, decayEvery }: CheckedGraph['training']): RateSchedule {
  if (schedule === 'warm-up' || schedule === 'cosine') return { kind: schedule, warmUp };
  if (schedule === 'step' || schedule === 'exponential') return { kind: schedule, decay, every: decayEvery };
  return { kind: 'constant' };
}
