import * as tf from '@tensorflow/tfjs-core';
import { type Manifest, shownObservation } from '../program/manifest';
import type { ProbeFrame, SampleSet } from './protocol';
import type { Trainer } from './trainer';

/** How many held-out samples a picture shows: few images, many points. */
const imageCount = 20;
const pointCount = 400;
const codeCount = 600;

/** Which held-out samples are shown: fixed for a run, so that a person sees the same ones get better. */
export interface ProbeSelection {
  readonly shown: Int32Array;
  readonly coded: Int32Array;
  readonly labels: Int32Array | undefined;
}

/** Images are shown class by class, two of each; points as they come. */
export function selectProbe(manifest: Manifest, test: { readonly [node: string]: SampleSet }): ProbeSelection {
  const observation = shownObservation(manifest);
  const set = observation && test[observation.node];
  if (!observation || !set) throw new Error('A model without an observation has nothing to show.');
  const samples = set.shape[0] ?? 0;
  const { labels } = set;
  const image = observation.shape.length > 1;
  const first = (count: number): Int32Array =>
    Int32Array.from({ length: Math.min(count, samples) }, (_, index) => index);
  const coded = first(codeCount);
  return {
    shown: image && labels ? perClass(labels, imageCount) : first(image ? imageCount : pointCount),
    coded,
    labels: labels && Int32Array.from(coded, (index) => labels[index] ?? 0),
  };
}

/** `0 1 2 … 9` twice: the first of every class, then the second, until there are enough. */
function perClass(labels: Int32Array, count: number): Int32Array {
  const seen = new Map<number, number>();
  const ranked = [...labels].map((label, index) => {
    const round = seen.get(label) ?? 0;
    seen.set(label, round + 1);
    return { label, index, round };
  });
  ranked.sort((a, b) => a.round - b.round || a.label - b.label);
  return Int32Array.from(ranked.slice(0, count), ({ index }) => index);
}

/** Pictures of the model as it stands, read in one go. */
export async function takeProbe(trainer: Trainer, selection: ProbeSelection): Promise<ProbeFrame> {
  const { model, manifest, step } = trainer;
  const tensors = tf.tidy(() => {
    const x = trainer.testSamples(selection.shown);
    const coded = manifest.code && trainer.testSamples(selection.coded);
    const posterior = coded && model.posterior?.(coded);
    const { decoder } = manifest;
    return {
      inputs: x,
      targets:
        decoder && decoder.target !== decoder.reads ? trainer.testSamples(selection.shown, 'predicted') : undefined,
      reconstructions: model.reconstruct?.(x),
      corrupted: model.corrupt?.(x),
      mean: posterior?.mean ?? (coded && model.encode?.(coded)),
      deviation: posterior && tf.exp(tf.mul(0.5, posterior.logVariance)),
      samples: model.sample?.(selection.shown.length),
    };
  });
  const read = async (tensor: tf.Tensor | undefined): Promise<Float32Array | undefined> =>
    tensor && (await tensor.data<'float32'>()).slice();
  const [inputs, targets, reconstructions, corrupted, mean, deviation, samples] = await Promise.all([
    read(tensors.inputs),
    read(tensors.targets),
    read(tensors.reconstructions),
    read(tensors.corrupted),
    read(tensors.mean),
    read(tensors.deviation),
    read(tensors.samples),
  ]);
  tf.dispose(Object.values(tensors).filter((tensor) => tensor !== undefined));
  return {
    step,
    inputs: inputs ?? new Float32Array(),
    targets,
    reconstructions,
    corrupted,
    codes: mean && manifest.code && { dimensions: manifest.code.dimensions, mean, deviation, labels: selection.labels },
    samples,
  };
}
