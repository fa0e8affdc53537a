import type { LoweringScope } from '../blocks/block';
import { sizesOf } from '../blocks/signal';
import { type Expression, parameter, type SampleShape, setting, variable } from '../program/expression';
import type { Value } from '../program/program';
import { EnergyGraph } from './energy/energy-graph';
import { inferredCode } from './energy/inference';
import type { CheckedNode } from './node';

/** What a block costs. */
export interface Cost {
  /** Numbers that it learns. */
  readonly parameters: number;
  /** Multiplications with an addition, a sample, on the way forward; the way back costs about twice as many. */
  readonly multiplyAdds: number;
  /** Numbers a sample that are kept for the way back. */
  readonly activations: number;
}

const nothing: Cost = { parameters: 0, multiplyAdds: 0, activations: 0 };

/** The cost of a node, read off its own lowering; undefined while its shapes are unknown. */
export function costOf(node: CheckedNode): Cost | undefined {
  const { block, values, inputs, outputs, waiting } = node;
  if (waiting || (block.lowering === 'signal' && !block.outputs.every(({ name }) => outputs[name]))) return undefined;
  if (block.lowering !== 'signal' && block.lowering !== 'term') return nothing;
  const known = costs.get(values);
  if (known) return known;
  const counter = new CostCounter();
  const result = block.lower(counter.scope(node.id), values, arriving(inputs));
  for (const tensor of 'op' in result ? [result] : tensorsOf(result)) counter.count(tensor);
  costs.set(values, counter.cost);
  return counter.cost;
}

/** By the checked values of a node, which stay the same object as long as nothing that its cost depends on changes. */
const costs = new WeakMap<CheckedNode['values'], Cost>();

/** The cost of all nodes whose shapes are known. */
export const totalCost = (nodes: Iterable<CheckedNode>): Cost =>
  sumOf(costsIn(new EnergyGraph(new Map([...nodes].map((node) => [node.id, node])))).values());

/** What each node of a graph costs, where its shapes are known; an inferred code bears its inference. */
export function costsIn(graph: EnergyGraph): ReadonlyMap<CheckedNode, Cost> {
  return new Map(
    [...graph.nodes.values()].flatMap((node): [CheckedNode, Cost][] => {
      const cost = costOf(node);
      if (!cost) return [];
      return [[node, { ...cost, multiplyAdds: cost.multiplyAdds + inferenceMultiplyAdds(graph, node) }]];
    }),
  );
}

export function sumOf(costs: Iterable<Cost>): Cost {
  let { parameters, multiplyAdds, activations } = nothing;
  for (const cost of costs) {
    parameters += cost.parameters;
    multiplyAdds += cost.multiplyAdds;
    activations += cost.activations;
  }
  return { parameters, multiplyAdds, activations };
}

/** An iteration of an inference multiplies with the atoms of the decoder once each way, and keeps nothing. */
function inferenceMultiplyAdds(graph: EnergyGraph, code: CheckedNode): number {
  const found = inferredCode(graph, code);
  if (!found || 'fault' in found) return 0;
  return 2 * found.how.iterations * (costOf(found.decoder)?.multiplyAdds ?? 0);
}

/**
 * Bytes that a training step needs at its height: parameters with their gradient and two moments, and what the way back
 * needs of a batch, in 32-bit floats.
 */
export const stepBytes = ({ parameters, activations }: Cost, batch: number): number =>
  4 * (4 * parameters + 2 * activations * batch);

/** Multiply-adds of a training step: the way back costs twice the way forward. */
export const stepMultiplyAdds = ({ multiplyAdds }: Cost, batch: number): number => 3 * multiplyAdds * batch;

class CostCounter {
  private parameters = 0;
  private multiplyAdds = 0;
  private activations = 0;
  private readonly seen = new Set<Expression>();

  get cost(): Cost {
    const { parameters, multiplyAdds, activations } = this;
    return { parameters, multiplyAdds, activations };
  }

  scope(node: string): LoweringScope {
    return {
      node,
      parameter: (path, shape) => {
        this.parameters += product(shape);
        return parameter(path, shape);
      },
      setting: (name) => setting(node, name),
      project: () => {},
      minimizer: (shape) => variable('z', shape),
      assign: (name, value) => {
        this.count(value);
        return variable(name, value.shape);
      },
    };
  }

  count(expression: Expression): void {
    if (this.seen.has(expression)) return;
    this.seen.add(expression);
    for (const part of partsOf(expression)) this.count(part);
    this.multiplyAdds += multiplyAddsOf(expression);
    if (!leaves.has(expression.op)) this.activations += product(expression.shape);
  }
}

/** What takes no memory of its own: names, numbers, and views of the same numbers. */
const leaves: ReadonlySet<Expression['op']> = new Set([
  'variable',
  'constant',
  'setting',
  'parameter',
  'field',
  'reshape',
]);

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'unary':
    case 'stopGradient':
    case 'batchMean':
    case 'pool2d':
    case 'upsample2d':
    case 'reshape':
    case 'sum':
    case 'mean':
      return [expression.x];
    case 'binary':
      return [expression.a, expression.b];
    case 'matMul':
      return [expression.x, expression.weights];
    case 'conv2d':
    case 'conv2dTranspose':
      return [expression.x, expression.kernel];
    case 'normal':
    case 'uniform':
    case 'fill':
      return [expression.like];
    case 'concat':
      return expression.parts;
    case 'call':
      return [...expression.args, expression.of.body];
    default:
      return [];
  }
}

function multiplyAddsOf(expression: Expression): number {
  switch (expression.op) {
    case 'matMul':
      return product(expression.weights.shape);
    case 'conv2d':
      return (product(expression.shape) / (expression.shape.at(-1) ?? 1)) * product(expression.kernel.shape);
    case 'conv2dTranspose':
      return (product(expression.x.shape) / (expression.x.shape.at(-1) ?? 1)) * product(expression.kernel.shape);
    default:
      return 0;
  }
}

const product = (shape: SampleShape): number => shape.reduce((all, size) => all * size, 1);

const arriving = (inputs: CheckedNode['inputs']): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(inputs).map(([port, { role, shape }]): [string, Value] => {
      const tensor = variable(port, sizesOf(shape));
      return [
        port,
        role === 'distribution' ? { kind: 'gaussian', mean: tensor, logVariance: tensor } : { kind: 'tensor', tensor },
      ];
    }),
  );

const tensorsOf = (value: Value): readonly Expression[] =>
  value.kind === 'tensor' ? [value.tensor] : [value.mean, value.logVariance];
