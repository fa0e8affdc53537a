import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import type { Manifest } from '../../core/program/manifest';
import { startBackend } from '../../core/training/backend';
import { selectProbe, takeProbe } from '../../core/training/probe';
import { Replay } from '../../core/training/recording/replay';
import { Trainer } from '../../core/training/trainer';
import { apartAfter, optionsOf } from './page-model';

/** What a page is told of a model that it trained on WebGPU. */
export interface WebGPUTraining {
  readonly obstacle: string | undefined;
  /** Curves, `[steps, terms]`: of steps that are taken as ever, of replayed ones, and of the same from the same seed. */
  readonly curves: { readonly plain: number[]; readonly replayed: number[]; readonly again: number[] };
  /** Where the recording computes something else when it is tried: what is said, and the curve. */
  readonly doubted: { readonly obstacle: string | undefined; readonly curve: number[] };
  /** In plain JavaScript. */
  readonly reference: number[];
  /** The greatest distance of a variable from that of the other, as a part of the way that it went. */
  readonly apart: number;
  /** Tensors and bytes on the device that more steps leave behind, with pictures and snapshots. */
  readonly left: { readonly tensors: number; readonly values: number; readonly bytes: number };
}

declare global {
  var trainOnWebGPU: (manifest: Manifest, steps: number) => Promise<WebGPUTraining>;
}

globalThis.trainOnWebGPU = async (manifest, steps) => {
  await startBackend(['webgpu']);
  const options = optionsOf(manifest);
  const [plain, replayed, repeated] = [
    new Trainer({ ...options, plain: true }),
    new Trainer(options),
    new Trainer(options),
  ];
  const before = await plain.weights();
  const curve = async (trainer: Trainer): Promise<number[]> => {
    for (let step = 0; step < steps; step++) {
      trainer.takeStep();
      await trainer.verification;
    }
    return [...(await trainer.readCurve()).terms];
  };
  const curves = { plain: await curve(plain), replayed: await curve(replayed), again: await curve(repeated) };
  const apart = await apartAfter(plain, replayed, before);
  const { obstacle } = replayed;
  const doubted = await curveOfWrongRecording(new Trainer(options), curve);
  const selection = selectProbe(manifest, options.test);
  const goOn = async () => {
    await curve(replayed);
    await takeProbe(replayed, selection);
    await replayed.snapshot();
    const { numTensors: tensors, numDataBuffers: values, ...device } = tf.memory();
    return { tensors, values, bytes: (device as { numBytesInGPU?: number }).numBytesInGPU ?? 0 };
  };
  for (let warm = 0; warm < 2; warm++) await goOn();
  const once = await goOn();
  for (let more = 0; more < 2; more++) await goOn();
  const later = await goOn();
  const left = {
    tensors: later.tensors - once.tensors,
    values: later.values - once.values,
    bytes: later.bytes - once.bytes,
  };
  for (const trainer of [plain, replayed, repeated]) trainer.dispose();
  await startBackend(['cpu']);
  const reference = new Trainer(options);
  const found = { obstacle, curves, doubted, apart, left, reference: await curve(reference) };
  reference.dispose();
  return found;
};

async function curveOfWrongRecording(
  trainer: Trainer,
  curveOf: (trainer: Trainer) => Promise<number[]>,
): Promise<WebGPUTraining['doubted']> {
  const { take } = Replay.prototype;
  Replay.prototype.take = function (this: Replay, ...step: Parameters<typeof take>) {
    Replay.prototype.take = take;
    const results = take.apply(this, step);
    return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, tf.add(result, 1)]));
  };
  const curve = await curveOf(trainer);
  const { obstacle } = trainer;
  trainer.dispose();
  return { obstacle, curve };
}
