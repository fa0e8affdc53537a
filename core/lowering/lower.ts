import type { CheckedGraph, CheckedNode } from '../analysis/check';
import { EnergyGraph } from '../analysis/energy/energy-graph';
import { type InferredCode, inferenceOf, inferredCode } from '../analysis/energy/inference';
import type { LoweringScope, SignalBlock, TermBlock } from '../blocks/block';
import { sizesOf, volume } from '../blocks/signal';
import {
  constant,
  type Expression,
  field,
  mul,
  parameter,
  type SampleShape,
  setting,
  variable,
} from '../program/expression';
import type { Lasso, ProximalGradient } from '../program/lasso';
import type {
  Assignable,
  Assignment,
  BlockFunction,
  EnergyProgram,
  EnergyTerm,
  FlowStep,
  ObservationInput,
  ParameterTensor,
  Projection,
  Reference,
  Setting,
  Value,
} from '../program/program';
import { Names } from './names';
import { findPassages } from './passages';

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
    const counted = this.countedTerms();
    const needed = this.upstreamOf(counted);
    const counting = order.flatMap((id) => (needed.has(id) ? (nodes.get(id) ?? []) : []));
    // What is observed is known from the start: a code that is inferred reads it without a wire.
    for (const node of counting) {
      if (node.block.lowering === 'observation') this.lowerObservation(node, node.block.dataset(node.values));
    }
    for (const node of counting) {
      const { block } = node;
      if (block.lowering === 'signal') this.lowerSignal(node, block);
      else if (block.lowering === 'term') this.lowerTerm(node, block);
    }
    const passages = findPassages(this.graph, this.flow, this.values, this.reads, counted);
    return {
      name: document.graph.name,
      about: document.graph.about,
      settings: this.settings,
      observations: this.observations,
      parameters: this.parameters,
      projections: this.projections,
      functions: this.functions,
      flow: this.flow,
      terms: counted.flatMap((id) => this.terms.find(({ node }) => node === id) ?? []),
      ...passages,
      optimizer: training.optimizer,
      learningRate: training.learningRate,
      batch: training.batch,
      steps: training.steps,
      seed: training.seed,
    };
  }

  /** The terms that are wired into the energy. */
  private countedTerms(): string[] {
    const energy = [...this.graph.nodes.values()].find(({ block }) => block.lowering === 'energy');
    return [...(energy?.wires.values() ?? [])].flat().map(({ from }) => from.node);
  }

  private upstreamOf(ids: readonly string[]): ReadonlySet<string> {
    const found = new Set<string>();
    const pending = [...ids];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      for (const edges of this.graph.nodes.get(id)?.wires.values() ?? [])
        pending.push(...edges.map(({ from }) => from.node));
    }
    return found;
  }

  private lowerObservation(node: CheckedNode, dataset: string): void {
    const name = this.key(node.id);
    const shape = sizesOf(node.outputs.value?.shape ?? []);
    this.observations.push({ node: node.id, name, shape, dataset });
    this.values.set(node.id, { name, kind: 'tensor', shape });
  }

  private lowerSignal(node: CheckedNode, block: SignalBlock): void {
    const key = this.key(node.id);
    const names = this.names.inner();
    const sources = this.sources(node);
    const inputs: Record<string, Value> = {};
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
    const inputs: Record<string, Value> = {};
    const written: Record<string, string> = {};
    const reads: Reference[] = [];
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
      formula: block.formula(written, node.values),
      value: weighted,
      overBatch: block.overBatch ?? false,
      reads,
    });
  }

  private scope(node: CheckedNode, body: Assignment[], names: Names): LoweringScope {
    const key = this.key(node.id);
    return {
      node: node.id,
      parameter: (path, shape, initializer) => {
        const full = [key, ...path];
        this.parameters.push({ path: full, shape, initializer });
        return parameter(full, shape);
      },
      project: (path, axes, onto) => {
        this.projections.push({ path: [key, ...path], axes, onto });
      },
      minimizer: (shape, how) => this.lasso(this.inferred(node), shape, how),
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

  /** The energy of an inferred code, over the names of the code around it. */
  private lasso(
    { target, decoder, atoms, fit, penalty }: InferredCode,
    shape: SampleShape,
    how: ProximalGradient,
  ): Lasso {
    const observed = this.value(target.id);
    const size = volume(Object.values(decoder.outputs)[0]?.shape ?? []);
    const weightOf = ({ id }: CheckedNode): Expression => setting(this.key(id), 'weight');
    return {
      ...how,
      op: 'lasso',
      target: variable(observed.name, observed.shape),
      decode: this.key(decoder.id),
      atoms: parameter([this.key(decoder.id), ...atoms], [...shape, size]),
      weight: weightOf(fit),
      sites: fit.values.reduction === 'mean' ? size : 1,
      penalty: penalty ? weightOf(penalty) : constant(0),
      shape,
    };
  }

  private inferred(node: CheckedNode): InferredCode {
    const found = inferredCode(this.energy, node);
    if (!found || 'fault' in found) throw new Error(`Nothing infers “${node.id}”; the checker should have said so.`);
    return found;
  }

  /**
   * What a node reads: what is wired into it, in the order of its ports, where an optional port may have nothing; a code
   * that is inferred reads what is observed.
   */
  private sources(node: CheckedNode): { readonly port: string; readonly from: string; readonly source: Assignable }[] {
    const wired = node.block.inputs.flatMap(({ name: port, optional }) => {
      const from = node.wires.get(port)?.[0]?.from.node;
      if (from === undefined && optional) return [];
      return [{ port, from: from ?? node.id, source: this.value(from ?? node.id) }];
    });
    if (!inferenceOf(node)) return wired;
    const from = this.inferred(node).target.id;
    return [...wired, { port: 'target', from, source: this.value(from) }];
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

const tensorValue = ({ name, shape }: Assignable): Value => ({ kind: 'tensor', tensor: variable(name, shape) });

const openGaussian = (shape: SampleShape): Value => ({
  kind: 'gaussian',
  mean: variable('mean', shape),
  logVariance: variable('logVariance', shape),
});
