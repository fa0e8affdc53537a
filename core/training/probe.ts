import * as tf from '@tensorflow/tfjs-core';
import { type Manifest, shownObservation } from '../program/manifest';
import type { Landscape, ProbeFrame, SampleSet } from './protocol';
import type { Trainer } from './trainer';

/** How many held-out samples a picture shows: few images, many points. */
const imageCount = 20;
const pointCount = 400;
const codeCount = 600;
/** How many points along each side of a landscape. */
const landscapeSide = 48;

/** Which held-out samples are shown: fixed for a run, so that a person sees the same ones get better. */
export interface ProbeSelection {
  readonly shown: Int32Array;
  readonly coded: Int32Array;
  readonly labels: Int32Array | undefined;
  /** Where the landscape of the energy is taken, for data that are points of the plane. */
  readonly square: Omit<Landscape, 'energies'> | undefined;
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
    square:
      manifest.observations.length === 1 && observation.shape.join() === '2' ? squareAround(set.values) : undefined,
  };
}

/** A square around points `[samples, 2]`, with a fifth of room on each side. */
function squareAround(points: Float32Array): ProbeSelection['square'] {
  const bounds = [0, 1].map((axis) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let index = axis; index < points.length; index += 2) {
      const value = points[index] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { middle: (low + high) / 2, reach: (high - low) / 2 };
  });
  const [x, y] = bounds;
  if (!x || !y || !Number.isFinite(x.middle)) return undefined;
  return { centre: [x.middle, y.middle], half: 1.4 * Math.max(x.reach, y.reach, 1e-6), side: landscapeSide };
}

/** The middles of the cells of a square, `[side², 2]`. */
function gridOver({ centre, half, side }: NonNullable<ProbeSelection['square']>): tf.Tensor {
  const cell = (2 * half) / side;
  const at = (middle: number, index: number): number => middle - half + (index + 0.5) * cell;
  const points = Float32Array.from({ length: 2 * side * side }, (_, index) => {
    const place = index >> 1;
    return index % 2 ? at(centre[1], Math.floor(place / side)) : at(centre[0], place % side);
  });
  return tf.tensor2d(points, [side * side, 2]);
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
  const { shown: model, manifest, step } = trainer;
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
      energies: selection.square && model.energy(gridOver(selection.square)),
    };
  });
  const read = async (tensor: tf.Tensor | undefined): Promise<Float32Array | undefined> =>
    tensor && (await tensor.data<'float32'>()).slice();
  const [inputs, targets, reconstructions, corrupted, mean, deviation, samples, energies] = await Promise.all([
    read(tensors.inputs),
    read(tensors.targets),
    read(tensors.reconstructions),
    read(tensors.corrupted),
    read(tensors.mean),
    read(tensors.deviation),
    read(tensors.samples),
    read(tensors.energies),
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
    landscape: selection.square && energies && { ...selection.square, energies },
  };
}
