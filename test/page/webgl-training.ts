import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import type { Manifest } from '../../core/program/manifest';
import { accelerate } from '../../core/training/acceleration/acceleration';
import { selectProbe, takeProbe } from '../../core/training/probe';
import { Trainer, type TrainerOptions } from '../../core/training/trainer';
import { apartAfter, optionsOf } from './page-model';

/** What a page is told of a model that it trained on WebGL twice, replayed and as ever. */
export interface WebglTraining {
  readonly obstacle: string | undefined;
  /** Curves, `[steps, terms]`. */
  readonly curves: { readonly plain: number[]; readonly replayed: number[] };
  /** The greatest distance of a variable from that of the other, as a part of the way that it went. */
  readonly apart: number;
  /** Programs that a step runs, counted where they are drawn. */
  readonly programs: { readonly plain: number; readonly replayed: number };
  /** Times that a replayed step waited for the device. */
  readonly waits: number;
  /** Tensors and textures that fifty replayed steps leave behind. */
  readonly left: { readonly tensors: number; readonly bytes: number };
}

/** What is held on the device and for it. */
export interface Held {
  readonly tensors: number;
  readonly values: number;
  readonly bytes: number;
  /** Made and not deleted, counted where they are. */
  readonly textures: number;
  readonly buffers: number;
}

declare global {
  var trainTwice: (manifest: Manifest, steps: number) => Promise<WebglTraining>;
  /** Trains, takes pictures and snapshots, and looks at what is held once it is warm and behind each further stretch of steps. */
  var heldWhileTraining: (manifest: Manifest, stretches: number, steps: number) => Promise<Held[]>;
}

const counted = { draws: 0, waits: 0 };
const living = { textures: 0, buffers: 0 };
const { createTexture, deleteTexture, createBuffer, deleteBuffer } = WebGL2RenderingContext.prototype;
const { drawElements, readPixels, getBufferSubData, finish } = WebGL2RenderingContext.prototype;
Object.assign(WebGL2RenderingContext.prototype, {
  createTexture(this: WebGL2RenderingContext) {
    living.textures++;
    return createTexture.call(this);
  },
  deleteTexture(this: WebGL2RenderingContext, ...rest: Parameters<typeof deleteTexture>) {
    living.textures--;
    deleteTexture.apply(this, rest);
  },
  createBuffer(this: WebGL2RenderingContext) {
    living.buffers++;
    return createBuffer.call(this);
  },
  deleteBuffer(this: WebGL2RenderingContext, ...rest: Parameters<typeof deleteBuffer>) {
    living.buffers--;
    deleteBuffer.apply(this, rest);
  },
  drawElements(this: WebGL2RenderingContext, ...rest: Parameters<typeof drawElements>) {
    counted.draws++;
    drawElements.apply(this, rest);
  },
  readPixels(this: WebGL2RenderingContext, ...rest: Parameters<typeof readPixels>) {
    counted.waits++;
    readPixels.apply(this, rest);
  },
  getBufferSubData(this: WebGL2RenderingContext, ...rest: Parameters<typeof getBufferSubData>) {
    counted.waits++;
    getBufferSubData.apply(this, rest);
  },
  finish(this: WebGL2RenderingContext) {
    counted.waits++;
    finish.call(this);
  },
});

/** The model of the page on WebGL. */
async function onWebGL(manifest: Manifest): Promise<TrainerOptions> {
  if (!(await tf.setBackend('webgl'))) throw new Error('This page needs WebGL.');
  await accelerate('webgl');
  return optionsOf(manifest);
}

globalThis.trainTwice = async (manifest, steps) => {
  const options = await onWebGL(manifest);
  const [plain, replayed] = [new Trainer({ ...options, plain: true }), new Trainer(options)];
  const before = await plain.weights();
  const curve = async (trainer: Trainer): Promise<number[]> => {
    for (let step = 0; step < steps; step++) trainer.takeStep();
    return [...(await trainer.readCurve()).terms];
  };
  const curves = { plain: await curve(plain), replayed: await curve(replayed) };
  const apart = await apartAfter(plain, replayed, before);
  const programsOf = async (trainer: Trainer): Promise<number> => {
    await trainer.readCurve();
    Object.assign(counted, { draws: 0, waits: 0 });
    trainer.takeStep();
    return counted.draws;
  };
  const programs = { plain: await programsOf(plain), replayed: await programsOf(replayed) };
  const { waits } = counted;
  await curve(replayed);
  await curve(replayed);
  const [tensors, bytes] = [tf.memory().numTensors, bytesOnDevice()];
  for (let round = 0; round < 10; round++) await curve(replayed);
  const left = { tensors: tf.memory().numTensors - tensors, bytes: bytesOnDevice() - bytes };
  const { obstacle } = replayed;
  for (const trainer of [plain, replayed]) trainer.dispose();
  return { obstacle, curves, apart, programs, waits, left };
};

const bytesOnDevice = (): number =>
  (tf.memory() as tf.MemoryInfo & { numBytesInGPUAllocated: number }).numBytesInGPUAllocated;

globalThis.heldWhileTraining = async (manifest, stretches, steps) => {
  const options = await onWebGL(manifest);
  const trainer = new Trainer(options);
  const selection = selectProbe(manifest, options.test);
  const looks: Held[] = [];
  // The first two are the warm-up: the textures that the pool keeps are made.
  for (let stretch = -2; stretch < stretches; stretch++) {
    for (let step = 0; step < steps; step++) trainer.takeStep();
    await trainer.readCurve();
    await takeProbe(trainer, selection);
    await trainer.snapshot();
    const { numTensors: tensors, numDataBuffers: values } = tf.memory();
    if (stretch >= 0) looks.push({ tensors, values, bytes: bytesOnDevice(), ...living });
  }
  trainer.dispose();
  return looks;
};
