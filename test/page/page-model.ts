import * as tf from '@tensorflow/tfjs-core';
import type { Manifest } from '../../core/program/manifest';
import { tensorflow } from '../../core/training/acceleration/tensorflow';
import type { ModelModule } from '../../core/training/model';
import type { NamedWeights } from '../../core/training/protocol';
import type { Trainer, TrainerOptions } from '../../core/training/trainer';

declare global {
  var ebmTrainer: { readonly tf: typeof tf; start(module: ModelModule): void };
}

let started: ModelModule;
globalThis.ebmTrainer = {
  tf: tensorflow,
  start(module) {
    started = module;
  },
};

/** The model of the page, with numbers for each of its observations. */
export function optionsOf(manifest: Manifest): TrainerOptions {
  const samples = 2 * manifest.training.batch;
  const sets = Object.fromEntries(
    manifest.observations.map(({ node, shape }) => {
      const size = tf.util.sizeFromShape([...shape]);
      const values = Float32Array.from({ length: samples * size }, (_, index) => Math.abs(Math.sin(1.7 * index)));
      return [node, { shape: [samples, ...shape], values, labels: undefined }];
    }),
  );
  return { module: started, manifest, train: sets, test: sets, batch: manifest.training.batch, seed: 1 };
}

/** The greatest distance of a variable from that of the other trainer, as a part of the way that it went from where both began. */
export async function apartAfter(one: Trainer, other: Trainer, before: readonly NamedWeights[]): Promise<number> {
  const [ends, others] = [await one.weights(), await other.weights()];
  const norm = (x: Float32Array, y: Float32Array | undefined): number =>
    Math.sqrt(x.reduce((sum, a, i) => sum + (a - (y?.[i] ?? 0)) ** 2, 0));
  return Math.max(
    ...ends.map(
      ({ values }, index) =>
        norm(values, others[index]?.values) /
        (norm(values, before[index]?.values) + 1e-6 * norm(values, undefined) + 1e-30),
    ),
  );
}
