import * as tf from '@tensorflow/tfjs-core';
import type { Json } from '../../core/graph/document';
import type { Trainer } from '../../core/training/trainer';
import { train, trainerFor } from '../unit/training/backends';
import { type Matrix, matrix } from './oracles/matrix';

/** A document as a proof edits it. */
export interface Graph {
  readonly nodes: { [id: string]: { [key: string]: Json } };
  edges: { from: string; to: string }[];
  readonly training: { [key: string]: Json };
}

export interface SystemOptions {
  readonly seed?: number;
  /** Those of the document by default. */
  readonly steps?: number;
  readonly change?: (graph: Graph) => void;
}

/** A template, edited and not yet trained. The caller disposes it. */
export function untrained(id: string, { seed = 1, change = () => {} }: SystemOptions = {}): Promise<Trainer> {
  return trainerFor(id, {
    seed,
    change: (text) => {
      const graph: Graph = JSON.parse(text);
      change(graph);
      return JSON.stringify(graph);
    },
  });
}

/** A template, edited and trained. The caller disposes it. */
export async function trained(id: string, options: SystemOptions = {}): Promise<Trainer> {
  const { steps, change } = options;
  const trainer = await untrained(id, {
    ...options,
    change: (graph) => {
      // A learning rate on a schedule falls over the steps that are taken.
      if (steps !== undefined) graph.training.steps = steps;
      change?.(graph);
    },
  });
  await train(trainer, trainer.manifest.training.steps);
  return trainer;
}

/** The parameters of a block of a graph. */
export function block(graph: Graph, id: string): { [key: string]: Json } {
  const found = graph.nodes[id];
  if (!found) throw new Error(`The graph has no block “${id}”.`);
  return found;
}

/** Takes a block and its wires out of a graph. */
export function remove(graph: Graph, id: string): void {
  delete graph.nodes[id];
  graph.edges = graph.edges.filter(({ from, to }) => !from.startsWith(`${id}.`) && !to.startsWith(`${id}.`));
}

/** What a model gives for samples `[N, size]`, which it is shown in the shape of its observation or another: made flat. */
export function given(
  trainer: Trainer,
  samples: Matrix,
  what: (x: tf.Tensor) => tf.Tensor,
  shape: readonly number[] = trainer.manifest.observations[0]?.shape ?? [],
): Matrix {
  const result = tf.tidy(() => what(tf.tensor(new Float32Array(samples.data), [samples.rows, ...shape], 'float32')));
  const values = result.dataSync<'float32'>();
  result.dispose();
  return matrix(samples.rows, values.length / samples.rows, values);
}

/** A signal of the graph for samples `[N, size]`, by the block that gives it. */
export function signalOf(trainer: Trainer, samples: Matrix, name: string): Matrix {
  return given(trainer, samples, (x) => {
    const found = trainer.model.infer(x)[name];
    if (!(found instanceof tf.Tensor)) throw new Error(`The graph has no signal “${name}”.`);
    return found;
  });
}

/** F of each of the samples `[N, size]`. */
export const energies = (trainer: Trainer, samples: Matrix): Float64Array =>
  given(trainer, samples, (x) => trainer.model.energy(x)).data;

/** A variable of a model as a matrix `[rows, the rest]`. */
export function weights(trainer: Trainer, name: string): Matrix {
  const variable = trainer.model.variables[name];
  if (!variable) throw new Error(`The model has no variable “${name}”, but ${Object.keys(trainer.model.variables)}.`);
  const rows = variable.shape[0] ?? 1;
  return matrix(rows, variable.size / rows, variable.dataSync<'float32'>());
}

/** Sets a variable of a model from a matrix of as many values. */
export function assign(trainer: Trainer, name: string, values: Matrix): void {
  const variable = trainer.model.variables[name];
  if (!variable) throw new Error(`The model has no variable “${name}”, but ${Object.keys(trainer.model.variables)}.`);
  tf.tidy(() => variable.assign(tf.tensor(new Float32Array(values.data), variable.shape, 'float32')));
}
