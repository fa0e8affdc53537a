import * as tf from '@tensorflow/tfjs-core';
import type { PhaseName } from '../program/phase';
import { numberPrecision } from './backend';
import { chooseBackend, type GraphicsKind } from './backend-choice';
import { Cadence } from './cadence';
import { DeviceLostError, explainFailure, SilentDeviceError } from './failure';
import { LastGood } from './last-good';
import type { ModelModule } from './model';
import { firstBadBlock } from './not-finite';
import { type ProbeSelection, selectProbe, takeProbe } from './probe';
import type { BackendName, CurveFrame, FromTrainer, ProbeFrame, RunState, StopRule, ToTrainer } from './protocol';
import { trainingProtocol } from './protocol';
import { Stop } from './stop';
import { NotFiniteError, Trainer } from './trainer';

/** A burst of steps between two frames lasts about this long, so that frames come about five times a second. */
const burstMilliseconds = 200;
const longestBurst = 1000;
/** The share of its steps that a burst takes behind those whose terms it reads. */
const shareAhead = 1 / 8;
/** Milliseconds from one probe to the next, and the share of the time that they may cost. */
const probeInterval = 300;
const probeShare = 0.02;
/** Between two phases in slow motion. */
const slowMilliseconds = 500;

/** So long may the work of a message or of a burst take, of which a step is the most that cannot be divided. */
const patienceMinutes = 2;

export interface RunHost {
  post(message: FromTrainer): void;
  /** Called before a backend starts: where the binary of wasm is, if anywhere. */
  prepare(wasmBinary: string | undefined): void;
  webgl(): GraphicsKind;
  webgpu(): Promise<GraphicsKind>;
  /** The graphics processor and the number of cores, in words. */
  machine(): string;
  /** Whether the device that a started backend computes on is gone; it may answer with zeros, or never. */
  deviceIsLost(): boolean;
  /** Calls back when it goes. */
  onDeviceLost(lost: () => void): void;
}

/** A training run under remote control: obeys messages in turn, trains in bursts, and reports frames. */
export class Run {
  private readonly module: ModelModule;
  private readonly host: RunHost;
  private queue: Promise<void> = Promise.resolve();
  private trainer: Trainer | undefined;
  private backend: BackendName | undefined;
  private good: LastGood | undefined;
  private selection: ProbeSelection | undefined;
  private ended = false;
  private state: RunState = 'opening';
  private limit = Number.POSITIVE_INFINITY;
  private rule: StopRule = 'limit';
  private stop: Stop | undefined;
  private slow = false;
  /** The phase that was taken by itself since the last frame. */
  private phase: PhaseName | undefined;
  private burst = 1;
  private stepsPerSecond = 0;
  private readonly probes = new Cadence(probeInterval, probeShare);

  constructor(module: ModelModule, host: RunHost) {
    this.module = module;
    this.host = host;
  }

  /** Takes a message in; it is carried out when those before it and the current burst are. */
  handle(message: ToTrainer): void {
    if (message.type === 'ping') this.host.post({ type: 'pong' });
    else this.enqueue(() => this.obey(message));
  }

  private enqueue(work: () => Promise<void> | undefined | void): void {
    this.queue = this.queue
      .then(() => (this.ended ? undefined : inTime(work())))
      .catch((error: unknown) => inTime(this.fail(error)).catch((other: unknown) => this.end(other)));
  }

  private async obey(message: ToTrainer): Promise<void> {
    if (message.type === 'open') return this.open(message);
    const { trainer } = this;
    if (!trainer) return;
    switch (message.type) {
      case 'run':
        if (this.state === 'running') return;
        if (trainer.step >= this.limit) return this.enter('finished', 'The step limit is reached.');
        this.stop = new Stop(this.rule, trainer);
        this.enter('running');
        this.enqueue(() => this.trainOn());
        return;
      case 'pause':
        if (this.state !== 'running') return;
        this.enter('paused');
        await this.report(true);
        return this.keepAtRest(trainer);
      case 'step':
        if (this.state === 'running') return;
        trainer.takeStep();
        await this.report(true);
        await this.good?.notice();
        this.enter('paused');
        return this.keepAtRest(trainer);
      case 'phase':
        if (this.state === 'running') return;
        this.phase = trainer.takePhase();
        await this.report(true);
        if (!trainer.isBetweenPhases) await this.good?.notice();
        this.enter('paused');
        return this.keepAtRest(trainer);
      case 'reset':
        trainer.reset(message.seed);
        await this.good?.restart();
        this.stepsPerSecond = 0;
        this.enter('paused');
        return this.report(true);
      case 'set': {
        const { node, name, value } = message;
        trainer.change(node, name, value);
        this.host.post({ type: 'changed', edit: { step: trainer.step, node, name, value } });
        return;
      }
      case 'limit':
        this.limit = message.steps;
        return;
      case 'stop':
        this.rule = message.rule;
        return;
      case 'pace':
        this.slow = message.slow;
        return;
      case 'snapshot':
        this.host.post({ type: 'snapshot', snapshot: await trainer.snapshot() });
    }
  }

  private async open(message: Extract<ToTrainer, { type: 'open' }>): Promise<void> {
    if (message.protocol !== trainingProtocol)
      throw new Error('This page is older than its trainer; reopen the editor.');
    this.host.prepare(message.wasmBinary);
    const { manifest, train, test, snapshot } = message;
    const { batch, seed, steps } = manifest.training;
    const build = (): Trainer => new Trainer({ module: this.module, manifest, train, test, batch, seed });
    const webgpu = await this.host.webgpu();
    const machine = `${this.host.machine()}${webgpu === 'there' ? ', WebGPU' : ''}`;
    const place = { webgl: this.host.webgl(), webgpu, machine };
    const { backend, note, fastest } = await chooseBackend(message, place, build);
    this.backend = backend;
    this.host.onDeviceLost(() => this.fail(new DeviceLostError()));
    this.trainer = build();
    this.selection = selectProbe(manifest, test);
    this.limit = steps;
    if (snapshot) await this.trainer.restore(snapshot);
    const dropped = message.weights ? this.trainer.load(message.weights) : [];
    const { parameterCount: parameters, step } = this.trainer;
    const precision = numberPrecision();
    this.host.post({
      type: 'opened',
      protocol: trainingProtocol,
      step,
      backend,
      note,
      fastest,
      precision,
      tfjs: tf.version_core,
      parameters,
      dropped,
    });
    this.good = await LastGood.begin(this.trainer, (kept) => this.host.post({ type: 'kept', snapshot: kept }));
    this.enter('paused');
    await this.report(true);
    // The first probe compiles what takes it, and says nothing of what the next cost.
    this.probes.restart();
  }

  /** One burst and its frame; queues the next behind whatever has been asked for meanwhile. */
  private async trainOn(): Promise<void> {
    const { trainer, stop } = this;
    if (!trainer || !stop || this.state !== 'running') return;
    const began = performance.now();
    const first = trainer.step;
    const last = Math.min(this.limit, stop.step);
    if (this.slow && first < last) this.phase = trainer.takePhase();
    const end = this.slow ? first : Math.min(first + this.burst, last);
    // While terms are read the device has steps to take; at an end there are none behind those that are read.
    const ahead = end < last ? Math.floor(this.burst * shareAhead) : 0;
    await takeStepsTo(end - ahead, trainer);
    const [curve] = await Promise.all([this.readCurve(trainer), takeStepsTo(end, trainer)]);
    stop.notice(curve);
    const steps = trainer.step - first;
    const spent = Math.max(performance.now() - began, 0.1);
    const { length: phases } = trainer.manifest.phases;
    const speed = this.slow ? 1000 / Math.max(spent, slowMilliseconds * phases) : (1000 * steps) / spent;
    this.stepsPerSecond = this.stepsPerSecond ? 0.7 * this.stepsPerSecond + 0.3 * speed : speed;
    // At most doubled: the first steps compile shaders and say little about the next.
    if (!this.slow) this.burst = burstOf(Math.min((steps * burstMilliseconds) / spent, 2 * this.burst, longestBurst));
    const done = trainer.step >= this.limit;
    const { reason } = stop;
    const rests = done || reason !== undefined;
    this.postFrame(curve, !rests && (this.probes.isDue || this.slow) ? await this.probe() : undefined);
    if (rests) await this.report(true);
    if (!trainer.isBetweenPhases) await this.good?.notice();
    if (rests) {
      this.enter(done ? 'finished' : 'paused', done ? 'The step limit is reached.' : reason);
      return this.keepAtRest(trainer);
    }
    // A rest and another Train in between begin a stretch of their own.
    const goOn = (): Promise<void> | undefined => (this.stop === stop ? this.trainOn() : undefined);
    setTimeout(() => this.enqueue(goOn), this.slow ? slowMilliseconds : 0);
  }

  /** Whoever keeps the run can go on from exactly here; between two phases nothing can be kept. */
  private async keepAtRest(trainer: Trainer): Promise<void> {
    if (!trainer.isBetweenPhases) this.host.post({ type: 'kept', snapshot: await trainer.snapshot() });
  }

  private async report(withProbe: boolean): Promise<void> {
    if (!this.trainer) return;
    const curve = await this.readCurve(this.trainer);
    this.postFrame(curve, withProbe ? await this.probe() : undefined);
  }

  private async readCurve(trainer: Trainer): Promise<CurveFrame> {
    const curve = await trainer.readCurve();
    if (this.host.deviceIsLost()) throw new DeviceLostError();
    return curve;
  }

  private async probe(): Promise<ProbeFrame | undefined> {
    if (!this.trainer || !this.selection) return undefined;
    const began = performance.now();
    const frame = await takeProbe(this.trainer, this.selection);
    this.probes.take();
    this.probes.spend(began);
    return frame;
  }

  private postFrame(curve: CurveFrame, probe: ProbeFrame | undefined): void {
    if (!this.trainer) return;
    const { step, epoch, obstacle } = this.trainer;
    const { stepsPerSecond, phase } = this;
    this.phase = undefined;
    this.host.post({ type: 'frame', step, epoch, stepsPerSecond, phase, obstacle, curve, probe });
  }

  private enter(state: RunState, reason?: string): void {
    this.state = state;
    this.host.post({ type: 'state', state, step: this.trainer?.step ?? 0, reason });
  }

  private async fail(error: unknown): Promise<void> {
    if (this.ended) return;
    const { trainer, good } = this;
    if (error instanceof NotFiniteError && trainer && good && !this.host.deviceIsLost()) {
      try {
        await this.takeBack(error, trainer, good);
        return;
      } catch (other) {
        error = other;
      }
    }
    this.end(error);
  }

  /** Whatever was asked for and waits behind a device that never answers is dropped. */
  private end(error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.state = 'failed';
    const cause = this.host.deviceIsLost() ? new DeviceLostError() : error;
    this.host.post({ type: 'failed', ...explainFailure(cause, this.backend), step: undefined });
  }

  /** To the last good weights, with a word about where the numbers went astray. */
  private async takeBack({ step, of, what }: NotFiniteError, trainer: Trainer, good: LastGood): Promise<void> {
    const { snapshot } = good;
    const block = await firstBadBlock(trainer, snapshot, step);
    await trainer.restore(snapshot);
    await good.restart();
    this.state = 'failed';
    this.stepsPerSecond = 0;
    const suspect = block === undefined || block === of ? '' : `, first in the output of “${block}”`;
    const message =
      `At step ${step} ${what} is no longer a finite number${suspect}. The model stands at step ${snapshot.step} ` +
      'again: lower the learning rate or a weight and go on, or reset.';
    this.host.post({ type: 'failed', cause: 'not finite', message, step: snapshot.step });
    this.postFrame({ firstStep: snapshot.step, terms: new Float32Array() }, await this.probe());
  }
}

async function takeStepsTo(step: number, trainer: Trainer): Promise<void> {
  while (trainer.step < step) {
    trainer.takeStep();
    if (trainer.verification) await trainer.verification;
  }
}

/** Lengths of few kinds, for what reads the terms of a burst is compiled for its length. */
const burstOf = (steps: number): number => (steps > 8 ? 8 * Math.round(steps / 8) : Math.ceil(steps));

/** @throws SilentDeviceError where work does not end, as with a device that never answers. */
async function inTime(work: Promise<void> | undefined | void): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new SilentDeviceError(patienceMinutes)), patienceMinutes * 60_000);
  });
  await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
