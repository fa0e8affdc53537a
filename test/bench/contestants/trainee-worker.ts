import * as tf from '@tensorflow/tfjs-core';
import type { EmittedModule } from '../../../core/program/manifest';
import { startBackend } from '../../../core/training/backend';
import type { ModelModule } from '../../../core/training/model';
import { Trainer } from '../../../core/training/trainer';
import { peers } from '../peers/catalogue';
import type { Peer } from '../peers/peer';
import type { Opening, Reply, Request, StepCounts } from './contestant';
import { countKernels, countMemory, countWebGL, type Traffic } from './counters';
import { measureLimits } from './limits';

export type LoadModule = (module: Pick<EmittedModule, 'source'>) => Promise<ModelModule>;

/** Takes steps; the second reads what the first left, so that all is done. */
interface Stepper {
  step(): void;
  settle(): Promise<unknown>;
  obstacle(): string | undefined;
  /** Of a replayed step, whose joined kernels are in no registry. */
  kernels(): number | undefined;
}

/** What runs in a worker: one model on one backend, in the hands of our trainer or of its own. */
export class TraineeWorker {
  private readonly loadModule: LoadModule;
  private readonly traffic: Traffic = { kernels: 0, programs: 0, bytesUp: 0, bytesDown: 0, blockingReads: 0 };
  private stepper: Stepper | undefined;

  constructor(loadModule: LoadModule) {
    this.loadModule = loadModule;
  }

  async answer(request: Request): Promise<Reply> {
    try {
      return { ok: true, value: await this.carryOut(request) };
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  private async carryOut(request: Request): Promise<Extract<Reply, { ok: true }>['value']> {
    switch (request.type) {
      case 'open':
        return this.open(request.opening);
      case 'take':
        return this.take(request.steps);
      case 'count':
        return this.count();
      case 'limits':
        return measureLimits();
    }
  }

  private async open({ backend, samples, batch, counting, task }: Opening): Promise<undefined> {
    if (counting && backend === 'webgl') countWebGL(this.traffic);
    if (task.kind === 'emitted') await startBackend([backend], task.without);
    else if (!(await tf.setBackend(backend))) throw new Error(`The ${backend} backend does not start here.`);
    if (counting) {
      countKernels(this.traffic);
      if (backend === 'wasm') countMemory(this.traffic);
    }
    this.stepper =
      task.kind === 'peer'
        ? byHand(peers[task.name](), samples, batch)
        : byTrainer(await this.loadModule(task.module), task, samples, batch);
  }

  private async take(steps: number): Promise<number> {
    const { stepper } = this;
    if (!stepper) throw new Error('No model is open.');
    const start = performance.now();
    for (let step = 0; step < steps; step++) stepper.step();
    await stepper.settle();
    return performance.now() - start;
  }

  /** The mean of several steps, after the first ones, which make what later ones keep. */
  private async count(): Promise<StepCounts> {
    const steps = 4;
    await this.take(2);
    const before = tf.memory().numTensors;
    const { traffic } = this;
    Object.assign(traffic, { kernels: 0, programs: 0, bytesUp: 0, bytesDown: 0, blockingReads: 0 });
    await this.take(steps);
    const onWebGL = tf.getBackend() === 'webgl';
    return {
      kernels: this.stepper?.kernels() ?? traffic.kernels / steps,
      programs: onWebGL ? traffic.programs / steps : null,
      bytesUp: traffic.bytesUp / steps,
      bytesDown: traffic.bytesDown / steps,
      blockingReads: traffic.blockingReads / steps,
      tensors: (tf.memory().numTensors - before) / steps,
      obstacle: this.stepper?.obstacle(),
    };
  }
}

function byTrainer(
  module: ModelModule,
  { module: { manifest }, plain }: Extract<Opening['task'], { kind: 'emitted' }>,
  samples: Opening['samples'],
  batch: number,
): Stepper {
  const trainer = new Trainer({ module, manifest, train: samples, test: samples, batch, seed: 1, plain });
  return {
    step: () => trainer.takeStep(),
    settle: () => trainer.readCurve(),
    obstacle: () => trainer.obstacle,
    kernels: () => trainer.kernels,
  };
}

/** As one trains by hand: the data on the device once, a slice of them a step, and the loss read now and then. */
function byHand(peer: Peer, samples: Opening['samples'], batch: number): Stepper {
  const [only] = Object.values(samples);
  if (!only) throw new Error('There are no samples to train on.');
  const [count = 0, ...shape] = only.shape;
  const data = tf.tensor(only.values, [count, ...shape]);
  const perEpoch = Math.floor(count / batch);
  let loss: tf.Scalar | undefined;
  let taken = 0;
  return {
    step() {
      const first = (taken++ % perEpoch) * batch;
      const x = tf.slice(data, [first, ...shape.map(() => 0)], [batch, ...shape]);
      loss?.dispose();
      loss = peer.step(x);
      x.dispose();
    },
    settle: async () => loss?.data(),
    obstacle: () => undefined,
    kernels: () => undefined,
  };
}
