import type { LoweringScope } from '../blocks/block';
import { sizesOf, volume } from '../blocks/signal';
import { type Expression, parameter, type SampleShape, setting, variable } from '../program/expression';
import type { Arrival, Value } from '../program/program';
import type { Inference } from '../program/search';
import { EnergyGraph, outputVolume } from './energy/energy-graph';
import { inferenceOf, inferredCode } from './energy/inference';
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
  if (waiting || (block.lowering === 'signal' && !block.outputs.some(({ name }) => outputs[name]))) return undefined;
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
export const totalCost = (nodes: ReadonlyMap<string, CheckedNode>): Cost =>
  sumOf(costsIn(new EnergyGraph(nodes)).values());

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

/** An inference goes through what follows the code again and again, and keeps nothing. */
function inferenceMultiplyAdds(graph: EnergyGraph, code: CheckedNode): number {
  const found = inferenceOf(code) && inferredCode(graph, code);
  if (!found || 'fault' in found) return 0;
  const behind = [...graph.downstream(code)].filter((node) => node !== code);
  const once = behind.reduce((cost, node) => cost + (costOf(node)?.multiplyAdds ?? 0), 0);
  return once * evaluations(code, found.how);
}

/**
 * Bytes that a training step needs at its height: parameters with their gradient and two moments, and what the way back
 * needs of a batch, in 32-bit floats.
 */
export const stepBytes = ({ parameters, activations }: Cost, batch: number): number =>
  4 * (4 * parameters + 2 * activations * batch);

/** Multiply-adds of a training step: the way back costs twice the way forward. */
export const stepMultiplyAdds = ({ multiplyAdds }: Cost, batch: number): number => 3 * multiplyAdds * batch;

/** How often an inference goes through what follows the code, forward; the way back counts as one more. */
function evaluations(code: CheckedNode, how: Inference): number {
  if (how.kind === 'every') return outputVolume(code) ?? 1;
  return 2 * how.steps * (how.kind === 'descent' ? how.restarts : 1);
}

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
      search: (shape) => variable('z', shape),
      clusterMeans: () => {},
      movingAverage: () => {},
      jacobianNorm: () => variable('norm', []),
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
    if (!leaves.has(expression.op)) this.activations += keptOf(expression);
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
  'whileTraining',
  'batchSize',
  'progress',
]);

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'unary':
    case 'stopGradient':
    case 'batchMean':
    case 'pool':
    case 'upsample':
    case 'normalize':
    case 'reshape':
    case 'sum':
    case 'mean':
    case 'logSoftmax':
    case 'slice':
    case 'sumLast':
    case 'total':
    case 'gaussianGap':
      return [expression.x];
    case 'shift':
      return [expression.x, expression.draw];
    case 'binary':
    case 'batchProduct':
    case 'infoNce':
      return [expression.a, expression.b];
    case 'matMul':
    case 'matMulTransposed':
      return [expression.x, expression.weights];
    case 'apply':
      return [expression.x];
    case 'quantize':
      return [expression.x, expression.codebook];
    case 'convolution':
    case 'conv2dTranspose':
      return [expression.x, expression.kernel];
    case 'attention':
    case 'lista':
      return [expression.x];
    case 'whileTraining':
      return [expression.training, expression.otherwise];
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
    case 'matMulTransposed':
      return sitesOf(expression.x) * product(expression.weights.shape);
    case 'quantize':
      return product(expression.x.shape) * (expression.codebook.shape[0] ?? 0);
    case 'convolution':
      return sitesOf(expression) * product(expression.kernel.shape);
    case 'batchProduct':
      return product(expression.shape);
    case 'gaussianGap':
      return product(expression.x.shape) * expression.directions;
    case 'shift':
      return (2 * expression.reach + 1) * product(expression.shape);
    case 'conv2dTranspose':
      return sitesOf(expression.x) * product(expression.kernel.shape);
    case 'attention': {
      // Four maps of the channels, then a score and a share of a value for each pair of sites.
      const [sites, channels] = [sitesOf(expression.x), expression.x.shape.at(-1) ?? 1];
      return 4 * sites * channels ** 2 + 2 * sites ** 2 * channels;
    }
    case 'lista':
      return product(expression.weights.shape) + expression.iterations * product(expression.lateral.shape);
    default:
      return 0;
  }
}

/** Numbers a sample that an operation leaves in memory for the way back. */
function keptOf(expression: Expression): number {
  const size = product(expression.shape);
  switch (expression.op) {
    case 'attention':
      // Queries, keys, values and what they mix to; the scores and their softmax, head by head.
      return 5 * size + 2 * expression.heads * sitesOf(expression) ** 2;
    case 'lista':
      return (2 * expression.iterations + 2) * size;
    default:
      return size;
  }
}

/** The places of a tensor whose last axis is its channels. */
const sitesOf = ({ shape }: Expression): number => product(shape.slice(0, -1));

const product = (shape: SampleShape): number => shape.reduce((all, size) => all * size, 1);

const arriving = (inputs: CheckedNode['inputs']): Record<string, Arrival> =>
  Object.fromEntries(
    Object.entries(inputs).map(([port, { role, shape, network }]): [string, Arrival] => {
      const tensor = variable(port, sizesOf(shape));
      if (network) {
        const matrix = parameter([port], [volume(network.input), volume(shape)]);
        return [port, { kind: 'network', network: { key: port, paths: [], matrix, output: sizesOf(shape) } }];
      }
      return [
        port,
        role === 'distribution' ? { kind: 'gaussian', mean: tensor, logVariance: tensor } : { kind: 'tensor', tensor },
      ];
    }),
  );

const tensorsOf = (value: Value): readonly Expression[] =>
  value.kind === 'tensor' ? [value.tensor] : [value.mean, value.logVariance];
