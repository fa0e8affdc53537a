import * as tf from '@tensorflow/tfjs-core';
import { type Manifest, shownObservation } from '../program/manifest';
import type { PhaseName } from '../program/phase';
import { Batches } from './batches';
import type { Model, ModelModule } from './model';
import { countSteps, holdOptimizer, restoreOptimizer } from './optimizer-state';
import { PhasedStep } from './phased-step';
import type { CurveFrame, NamedWeights, SampleSet, Snapshot } from './protocol';
import { RecordedSteps } from './recording/recorded-steps';

export interface TrainerOptions {
  readonly module: ModelModule;
  readonly manifest: Manifest;
  /** One set an observation, by node id; all of them hold the same number of samples. */
  readonly train: { readonly [node: string]: SampleSet };
  readonly test: { readonly [node: string]: SampleSet };
  readonly batch: number;
  readonly seed: number;
  /** Takes each step kernel by kernel through TensorFlow.js, instead of recording it once and replaying it. */
  readonly plain?: boolean;
}

/** Means over a set: each weighted term, and the sum of those that the loss counts, in the units of the terms, a sample. */
export interface Evaluation {
  readonly energy: number;
  readonly terms: { readonly [name: string]: number };
  /** Mean squared error of the reconstruction without noise, an element; absent where nothing is reconstructed. */
  readonly reconstructionError: number | undefined;
}

/** The energy, a weight or what the optimizer remembers stopped being a number. */
export class NotFiniteError extends Error {
  /** Counted from 1. */
  readonly step: number;
  /** The block of the term, or the name of the weight or of what is remembered. */
  readonly of: string;
  /** What is not finite, in words. */
  readonly what: string;

  constructor(step: number, of: string, kind: 'term' | 'weight' | 'optimizer’s average' = 'term') {
    const what = `the ${kind} “${of}”`;
    super(`At step ${step} ${what} is no longer a finite number: lower the learning rate or a weight, then reset.`);
    this.step = step;
    this.of = of;
    this.what = what;
  }
}

const evaluationBatch = 250;

/** Trains an emitted module: feeds batches, takes steps, reads curves. It neither draws nor waits for anyone. */
export class Trainer {
  readonly manifest: Manifest;
  readonly batches: Batches;
  private readonly module: ModelModule;
  private readonly trainData: readonly tf.Tensor[];
  private readonly testData: readonly tf.Tensor[];
  private built: Model;
  private readonly plain: boolean;
  private seed: number;
  private recorded: RecordedSteps;
  /** Whether the optimizer has made its variables, as it does in its first step. */
  private settled = false;
  private taken = 0;
  private pending: tf.Scalar[] = [];
  private curveStart = 0;
  private begun: PhasedStep | undefined;
  private twin: Model | undefined;

  constructor({ module, manifest, train, test, batch, seed, plain = false }: TrainerOptions) {
    this.module = module;
    this.manifest = manifest;
    this.trainData = manifest.observations.map(({ node }) => toTensor(node, train[node]));
    this.testData = manifest.observations.map(({ node }) => toTensor(node, test[node]));
    this.batches = new Batches(this.trainData[0]?.shape[0] ?? 0, batch, seed);
    this.plain = plain;
    this.seed = seed;
    this.built = this.create();
    this.recorded = this.record();
  }

  private create(): Model {
    const { seed, taken: steps } = this;
    return this.module.createModel({ seed, steps, samples: this.trainData[0]?.shape[0] ?? 0 });
  }

  /** The steps of the model as it is now. */
  private record(): RecordedSteps {
    const { built, seed } = this;
    return new RecordedSteps(
      {
        seed,
        progress: built.progress && ((number) => progressAt(built, number)),
        rate: built.learningRate,
        given: (number) => [this.indices(number)],
        take: ([indices], number) => {
          built.resume?.(number);
          const batch = this.batch(indices as tf.Tensor1D);
          const means = built.step(...batch);
          tf.dispose(batch);
          return means;
        },
      },
      () => JSON.stringify(this.module.settings),
    );
  }

  /** Why steps are not replayed from a recording, as words behind “because”; undefined where they are, or are yet to be. */
  get obstacle(): string | undefined {
    return this.recorded.obstacle;
  }

  /** What to wait for behind a step, where there is something, so that the next is the same in every run. */
  get verification(): Promise<void> | undefined {
    return this.recorded.verification;
  }

  /** How many kernels a replayed step runs; undefined before the first. */
  get kernels(): number | undefined {
    return this.recorded.kernels;
  }

  get model(): Model {
    return this.built;
  }

  /** Steps taken so far. */
  get step(): number {
    return this.taken;
  }

  /** Steps whose terms were read, or are being read. */
  get stepsRead(): number {
    return this.curveStart;
  }

  get epoch(): number {
    return this.taken / this.batches.perEpoch;
  }

  get parameterCount(): number {
    const { kept } = this.manifest;
    const parameters = Object.entries(this.built.variables).filter(([name]) => !kept.includes(name));
    return parameters.reduce((sum, [, { size }]) => sum + size, 0);
  }

  /** Whether a step has begun and not ended. */
  get isBetweenPhases(): boolean {
    return this.begun !== undefined;
  }

  /** Takes one step, or the rest of one that has begun. Nothing is read back: the terms wait on the device for `readCurve`. */
  takeStep(): void {
    if (this.begun) {
      while (this.begun) this.takePhase();
      return;
    }
    const { recorded, taken } = this;
    this.endStep(this.settled && !this.plain ? recorded.take(taken) : recorded.takePlainly(taken));
  }

  /** Takes one phase of a step, and gives its name; after the last one the run stands where a whole step leaves it. */
  takePhase(): PhaseName {
    const step = this.begun ?? this.beginPhases();
    const name = step.next();
    this.begun = step.means ? undefined : step;
    if (step.means) this.endStep(step.means);
    return name;
  }

  /**
   * What pictures are taken of. Between two phases it is a copy of the model, which draws from random streams of its own, so that
   * the phases to come find theirs as they are.
   */
  get shown(): Model {
    if (!this.begun) return this.built;
    const { built } = this;
    this.twin ??= this.create();
    for (const [name, variable] of Object.entries(this.twin.variables)) {
      const current = built.variables[name];
      if (current) variable.assign(current);
    }
    return this.twin;
  }

  private beginPhases(): PhasedStep {
    this.built.resume?.(this.taken);
    const indices = this.indices(this.taken);
    const batch = this.batch(indices);
    indices.dispose();
    return new PhasedStep(this.built, this.manifest.phases, batch);
  }

  private endStep(means: { readonly [name: string]: tf.Tensor }): void {
    this.settled = true;
    this.twin?.dispose();
    this.twin = undefined;
    for (const { name } of this.manifest.terms) {
      const mean = means[name];
      if (!mean) throw new Error(`The module reports no term “${name}”.`);
      this.pending.push(mean as tf.Scalar);
    }
    this.taken++;
  }

  private indices(step: number): tf.Tensor1D {
    return tf.tensor1d(this.batches.at(step), 'int32');
  }

  /** What a step sees: the samples of each observation, and their indices where each keeps a code. */
  private batch(indices: tf.Tensor1D): tf.Tensor[] {
    const samples = this.trainData.map((values) => tf.gather(values, indices));
    return this.manifest.persistent ? [...samples, tf.clone(indices)] : samples;
  }

  /** The first block, in the order of the flow, whose output for the next step's batch is not finite; undefined where all are. */
  async firstNotFinite(): Promise<string | undefined> {
    const { signals, observations } = this.manifest;
    const indices = this.indices(this.taken);
    const batch = this.batch(indices);
    const sums = tf.tidy(() => {
      const found = this.built.infer(...batch.slice(0, observations.length));
      // Zero times a number is zero, and times infinity or no number it is no number.
      const nothing = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, 0));
      return tf.stack(
        signals.map(({ name }) => {
          const signal = found[name];
          if (!signal) return tf.scalar(0);
          return 'mean' in signal && 'logVariance' in signal
            ? tf.add(nothing(signal.mean), nothing(signal.logVariance))
            : nothing(signal as tf.Tensor);
        }),
      );
    });
    tf.dispose([indices, ...batch]);
    const read = await sums.data();
    sums.dispose();
    return signals.find((_, index) => read[index] !== 0)?.node;
  }

  /**
   * The terms of the steps since the last read, in one transfer.
   *
   * @throws NotFiniteError where one is not a finite number.
   */
  async readCurve(): Promise<CurveFrame> {
    const firstStep = this.curveStart;
    this.curveStart = this.taken;
    const scalars = this.pending;
    this.pending = [];
    if (!scalars.length) return { firstStep, terms: new Float32Array() };
    const stacked = tf.stack(scalars);
    tf.dispose(scalars);
    const terms = (await stacked.data<'float32'>()).slice();
    stacked.dispose();
    await this.recorded.verification;
    const bad = terms.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const { terms: names } = this.manifest;
      const step = firstStep + Math.floor(bad / names.length) + 1;
      throw new NotFiniteError(step, names[bad % names.length]?.node ?? '');
    }
    return { firstStep, terms };
  }

  /** Means over the held-out samples. */
  async evaluate(): Promise<Evaluation> {
    const { terms } = this.manifest;
    const sums = new Float64Array(terms.length);
    const samples = this.testData[0]?.shape[0] ?? 0;
    let squares = 0;
    for (let first = 0; first < samples; first += evaluationBatch) {
      const count = Math.min(evaluationBatch, samples - first);
      const totals = tf.tidy(() => {
        const batch = this.testData.map((values) => slice(values, first, count));
        const found = { ...this.built.energyTerms(...batch), ...this.built.contrastTerms?.(...batch) };
        const [x, target] = [this.read, this.predicted].map((index) => batch[index]);
        const error =
          this.reconstructs && x && target && this.built.reconstruct
            ? tf.sum(tf.square(tf.sub(this.built.reconstruct(x), target)))
            : tf.scalar(0);
        return tf.stack([...terms.map(({ name }) => tf.mul(tf.mean(found[name] ?? 0), count)), error]);
      });
      const read = await totals.data();
      totals.dispose();
      for (const index of terms.keys()) sums[index] = (sums[index] ?? 0) + (read[index] ?? 0);
      squares += read[terms.length] ?? 0;
    }
    const means = Object.fromEntries(terms.map(({ node }, index) => [node, (sums[index] ?? 0) / samples]));
    return {
      energy: terms.reduce((sum, { node, counts }) => sum + (counts ? (means[node] ?? 0) : 0), 0),
      terms: means,
      reconstructionError: this.reconstructs ? squares / (this.testData[this.predicted]?.size ?? 1) : undefined,
    };
  }

  /** What is predicted may be a part of the observation alone: that is no reconstruction. */
  private get reconstructs(): boolean {
    const { decoder, observations } = this.manifest;
    return this.built.reconstruct !== undefined && decoder?.shape.join() === observations[this.predicted]?.shape.join();
  }

  /** Which observation pictures start from, by its place. */
  private get read(): number {
    return this.placeOf(shownObservation(this.manifest)?.node);
  }

  /** Which observation is predicted, by its place. */
  private get predicted(): number {
    return this.placeOf(this.manifest.decoder?.target);
  }

  private placeOf(observation: string | undefined): number {
    return Math.max(
      0,
      this.manifest.observations.findIndex(({ node }) => node === observation),
    );
  }

  /** Back to the start: new weights from a seed, step 0. The batches keep the seed that they had. */
  reset(seed: number): void {
    this.begin(seed, 0);
  }

  private begin(seed: number, step: number): void {
    if (this.begun) this.takeStep();
    tf.dispose(this.pending);
    this.pending = [];
    this.seed = seed;
    this.taken = step;
    this.curveStart = step;
    this.settled = false;
    this.recorded.dispose();
    this.built.dispose();
    this.built = this.create();
    this.recorded = this.record();
  }

  /** All that the run needs to go on from here. */
  async snapshot(): Promise<Snapshot> {
    return (await this.hold()).read();
  }

  /**
   * Holds a snapshot on the device, without waiting for it: steps may be taken while it is read. A step that has begun is taken
   * to its end first, for between two phases there is more to a run.
   */
  async hold(): Promise<{ readonly step: number; read(): Promise<Snapshot> }> {
    if (this.begun) this.takeStep();
    const { taken: step, seed } = this;
    const { optimizer, variables } = this.built;
    const weights = Object.entries(variables).map(([name, variable]) => ({
      name,
      tensor: tf.clone<tf.Tensor>(variable),
    }));
    const learned = Object.keys(variables).filter((name) => variables[name]?.trainable);
    if (optimizer) countSteps(optimizer, step);
    const remembered = optimizer ? await holdOptimizer(optimizer, learned) : [];
    return {
      step,
      read: async () => ({ step, seed, weights: await readAll(weights), optimizer: await readAll(remembered) }),
    };
  }

  /** Back to a snapshot of this model; what follows is what followed it then. */
  async restore({ seed, step, weights, optimizer }: Snapshot): Promise<void> {
    this.begin(seed, step);
    this.load(weights);
    const { optimizer: restored } = this.built;
    if (restored && optimizer.length) await restoreOptimizer(restored, optimizer);
    this.settled = step > 0 && (!restored || optimizer.length > 0);
  }

  /** Changes a live number of a block, by the node of the document. */
  change(node: string, name: string, value: number): void {
    const setting = this.manifest.settings.find((each) => each.node === node && each.name === name);
    this.set(setting?.key ?? node, name, value);
  }

  /** Changes a number that the module reads at every step. */
  set(key: string, name: string, value: number): void {
    const { settings } = this.module;
    if (key === 'training') {
      if (typeof settings[name] === 'number') settings[name] = value;
    } else {
      const group = settings[key];
      if (typeof group === 'object' && name in group) group[name] = value;
    }
  }

  async weights(): Promise<NamedWeights[]> {
    return Promise.all(
      Object.entries(this.built.variables).map(async ([name, variable]) => ({
        name,
        shape: variable.shape,
        values: (await variable.data<'float32'>()).slice(),
      })),
    );
  }

  /** Takes over the weights whose name and shape fit; gives the names of the model's variables that found none. */
  load(weights: readonly NamedWeights[]): string[] {
    const given = new Map(weights.map((each) => [each.name, each]));
    return Object.entries(this.built.variables).flatMap(([name, variable]) => {
      const found = given.get(name);
      if (!found || found.shape.join() !== variable.shape.join()) return [name];
      tf.tidy(() => variable.assign(tf.tensor(found.values, [...found.shape])));
      return [];
    });
  }

  /** Held-out samples by their indices, of what the model reads or of what it predicts. The caller disposes them. */
  testSamples(indices: Int32Array, of: 'read' | 'predicted' = 'read'): tf.Tensor {
    const values = this.testData[of === 'read' ? this.read : this.predicted];
    if (!values) throw new Error('A model without an observation has no samples.');
    return tf.tidy(() => tf.gather(values, tf.tensor1d(indices, 'int32')));
  }

  dispose(): void {
    if (this.begun) this.takeStep();
    tf.dispose([...this.pending, ...this.trainData, ...this.testData]);
    this.pending = [];
    this.recorded.dispose();
    this.built.dispose();
  }
}

/** As the step of that number sees it. */
function progressAt({ resume, progress }: Model, number: number): number {
  resume?.(number + 1);
  return progress?.() ?? 0;
}

function toTensor(node: string, set: SampleSet | undefined): tf.Tensor {
  if (!set) throw new Error(`No samples were given for “${node}”.`);
  return tf.tensor(set.values, [...set.shape], 'float32');
}

async function readAll(held: readonly { name: string; tensor: tf.Tensor }[]): Promise<NamedWeights[]> {
  const read = held.map(async ({ name, tensor }) => {
    const values = new Float32Array(await tensor.data());
    tensor.dispose();
    return { name, shape: tensor.shape, values };
  });
  return Promise.all(read);
}

const slice = (values: tf.Tensor, first: number, count: number): tf.Tensor =>
  tf.slice(values, [first, ...values.shape.slice(1).map(() => 0)], [count, ...values.shape.slice(1)]);
