import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { SampleSet, Snapshot } from '../../../core/training/protocol';
import { Trainer } from '../../../core/training/trainer';
import { planeAutoencoder, trainedBy } from '../emit/graphs';
import { loadModule, startWasm } from './backends';
import { openRun } from './open-run';

const values = Float32Array.from({ length: 80 }, (_, index) => Math.sin(index * 1.7));
const set: SampleSet = { shape: [40, 2], values, labels: undefined };

async function started(backend: 'wasm' | 'cpu', snapshot?: Snapshot, text = planeAutoencoder) {
  const { module, manifest } = await loadModule(text);
  const sets = Object.fromEntries(manifest.observations.map(({ node }) => [node, set]));
  return openRun({ module, manifest, train: sets, test: sets }, backend, snapshot);
}

describe.each(['wasm', 'cpu'] as const)('a run on %s', (backend) => {
  beforeAll(startWasm);

  test('stops at the first number that is not finite, names step, term and block, and goes on from the last good weights', async () => {
    const { run, last, heard } = await started(backend);
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 1e30 });
    run.handle({ type: 'run' });
    const failed = await heard('failed');
    // The first update leaves weights near 1e30; two layers of the decoder multiply them with each other.
    expect(failed).toMatchObject({ cause: 'not finite', step: 0 });
    expect(failed.message).toMatch(
      /^At step 2 the term “distance” is no longer a finite number, first in the output of “decoder”\. The model stands at step 0 again/,
    );
    const kept = last('kept')?.snapshot;
    expect(kept?.step).toBe(0);
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.01 });
    run.handle({ type: 'run' });
    await vi.waitFor(() => expect(last('state')?.state).toBe('finished'), { timeout: 20_000 });
    expect(last('frame')?.step).toBe(4);
    expect(last('frame')?.curve.terms.every(Number.isFinite)).toBe(true);
  });

  test('ends with a sentence and says no more when its device is lost', async () => {
    const { run, posted, heard, lose } = await started(backend);
    lose();
    const failed = await heard('failed');
    expect(failed).toMatchObject({ cause: 'device', step: undefined });
    expect(failed.message).toMatch(/^The graphics processor was lost/);
    const said = posted.length;
    run.handle({ type: 'step' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(posted).toHaveLength(said);
  });

  test('ends with a sentence after two minutes in which its device answers nothing', async () => {
    const { run, last } = await started(backend);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const device = tf.backend();
    const read = vi.spyOn(device, 'read').mockReturnValue(new Promise(() => {}));
    try {
      run.handle({ type: 'step' });
      await vi.advanceTimersByTimeAsync(119_000);
      expect(last('failed')).toBeUndefined();
      await vi.advanceTimersByTimeAsync(2000);
      expect(last('failed')).toMatchObject({
        cause: 'device',
        message: 'The device that computes has not answered for 2 minutes.',
        step: undefined,
      });
    } finally {
      read.mockRestore();
      vi.useRealTimers();
    }
  });

  test('takes up a run at the step of a snapshot', async () => {
    const snapshot = (await (await started(backend)).heard('kept')).snapshot;
    const { run, last, heard } = await started(backend, { ...snapshot, step: 2 });
    expect((await heard('opened')).step).toBe(2);
    expect(last('kept')?.snapshot).toMatchObject({ step: 2, weights: snapshot.weights });
    run.handle({ type: 'step' });
    await vi.waitFor(() => expect(last('frame')?.curve.terms).toHaveLength(1));
    expect(last('frame')).toMatchObject({ step: 3, curve: { firstStep: 2 } });
    // At rest it is known to the step how the run stands.
    await vi.waitFor(() => expect(last('kept')?.snapshot.step).toBe(3));
  });

  test('says of each number that is set which step is the first to feel it', async () => {
    const { run, last, heard } = await started(backend);
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.01 });
    run.handle({ type: 'step' });
    await vi.waitFor(() => expect(last('frame')?.step).toBe(1));
    expect(await heard('changed')).toMatchObject({ edit: { step: 0, name: 'learningRate', value: 0.01 } });
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.02 });
    await vi.waitFor(() => expect(last('changed')?.edit).toMatchObject({ step: 1, value: 0.02 }));
  });

  test('takes a phase where that is asked for, and says which', async () => {
    const { run, last } = await started(backend);
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.01 });
    run.handle({ type: 'phase' });
    await vi.waitFor(() => expect(last('frame')).toMatchObject({ step: 1, phase: 'update' }));
    run.handle({ type: 'step' });
    await vi.waitFor(() => expect(last('frame')).toMatchObject({ step: 2, phase: undefined }));
  });

  test('says why its steps are not replayed, as soon as that is known', async () => {
    // What decays beside the gradient is another number at each step.
    const decaying = { optimizer: 'adamw', learningRate: 0.01, schedule: 'exponential' };
    const { step, last } = await started(backend, undefined, trainedBy(planeAutoencoder, decaying));
    await step();
    expect(last('frame')?.obstacle).toBeUndefined();
    await step();
    expect(last('frame')?.obstacle).toBe('it computes with other numbers at each step');
  });

  test('rests where the epoch ends, and goes on from there', async () => {
    const { run, last } = await started(backend);
    const rests = async (step: number) => {
      run.handle({ type: 'run' });
      await vi.waitFor(() =>
        expect(last('state')).toMatchObject({ state: 'paused', step, reason: 'An epoch has ended.' }),
      );
    };
    run.handle({ type: 'limit', steps: 100 });
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.01 });
    run.handle({ type: 'stop', rule: 'epoch' });
    // Forty samples in one batch of forty, for the batch of the graph is larger.
    await rests(1);
    await rests(2);
  });

  test('has steps to take while it reads the terms of others, and at rest has read them all', async () => {
    const { run, posted, last } = await started(backend);
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.001 });
    const steps = 4000;
    run.handle({ type: 'limit', steps });
    run.handle({ type: 'run' });
    await vi.waitFor(() => expect(last('state')).toMatchObject({ state: 'finished', step: steps }), {
      timeout: 60_000,
    });
    await vi.waitFor(() => expect(last('kept')?.snapshot.step).toBe(steps));
    let read = 0;
    let ahead = 0;
    for (const message of posted) {
      // A snapshot behind the terms that a page has would be of no run that it knows.
      if (message.type === 'kept') expect(message.snapshot.step).toBeLessThanOrEqual(read);
      if (message.type !== 'frame') continue;
      if (message.curve.terms.length) expect(message.curve.firstStep).toBe(read);
      read += message.curve.terms.length;
      ahead = Math.max(ahead, message.step - read);
    }
    expect(read).toBe(steps);
    expect(ahead).toBeGreaterThan(0);
  });

  test.each([
    { where: 'whose terms are read behind it', whileReading: false },
    { where: 'that is taken while the terms of others are read', whileReading: true },
  ])('ends with a sentence where a step throws $where, and takes no more', async ({ whileReading }) => {
    const { readCurve, takeStep } = Trainer.prototype;
    let reading = false;
    let thrownAt: number | undefined;
    const read = vi.spyOn(Trainer.prototype, 'readCurve').mockImplementation(async function (this: Trainer) {
      reading = true;
      return readCurve.call(this).finally(() => {
        reading = false;
      });
    });
    // Once, for a run that goes on shall be seen to.
    const taken = vi.spyOn(Trainer.prototype, 'takeStep').mockImplementation(function (this: Trainer) {
      if (thrownAt === undefined && this.step > 100 && reading === whileReading) {
        thrownAt = this.step;
        throw new Error('The kernel has a fault');
      }
      takeStep.call(this);
    });
    try {
      const { run, posted, all, last, heard } = await started(backend);
      run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.001 });
      run.handle({ type: 'limit', steps: 1e6 });
      run.handle({ type: 'run' });
      expect(await heard('failed')).toMatchObject({ message: 'The kernel has a fault.', step: undefined });
      const [said, steps] = [posted.length, taken.mock.calls.length];
      run.handle({ type: 'run' });
      run.handle({ type: 'step' });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(posted).toHaveLength(said);
      expect(taken).toHaveBeenCalledTimes(steps);
      expect(all('failed')).toHaveLength(1);
      expect(last('frame')?.step).toBeLessThan(thrownAt ?? 0);
    } finally {
      read.mockRestore();
      taken.mockRestore();
    }
  });

  test('takes pictures as often as they may cost, however long the first took to compile', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { takeStep, testSamples } = Trainer.prototype;
    const looked = vi.spyOn(Trainer.prototype, 'testSamples').mockImplementationOnce(function (this: Trainer, ...of) {
      vi.advanceTimersByTime(60_000);
      return testSamples.apply(this, of);
    });
    const taken = vi.spyOn(Trainer.prototype, 'takeStep').mockImplementation(function (this: Trainer) {
      vi.advanceTimersByTime(1);
      takeStep.call(this);
    });
    try {
      const { run, all, last } = await started(backend);
      run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.001 });
      run.handle({ type: 'limit', steps: 3000 });
      run.handle({ type: 'run' });
      await vi.waitFor(() => expect(last('state')?.state).toBe('finished'), { timeout: 60_000 });
      // Three seconds in bursts of 200 ms; counted, the first would have kept the others back for nearly an hour.
      const between = all('frame').filter(({ probe, step }) => probe && step > 0 && step < 3000);
      expect(between.length).toBeGreaterThan(5);
    } finally {
      looked.mockRestore();
      taken.mockRestore();
      vi.useRealTimers();
    }
  });

  test('takes two steps a second in slow motion, with a picture of each, and no more after a rest and another start', async () => {
    const { run, posted } = await started(backend);
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 0.01 });
    run.handle({ type: 'limit', steps: 100 });
    run.handle({ type: 'pace', slow: true });
    run.handle({ type: 'run' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    run.handle({ type: 'pause' });
    run.handle({ type: 'run' });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    run.handle({ type: 'pause' });
    const frames = posted.filter((message) => message.type === 'frame' && message.curve.terms.length > 0);
    // At once, at once after the second start, and one half second and one second later.
    expect(frames.length).toBeGreaterThanOrEqual(3);
    expect(frames.length).toBeLessThanOrEqual(4);
    for (const frame of frames)
      expect(frame).toMatchObject({ type: 'frame', probe: { step: frame.type === 'frame' ? frame.step : 0 } });
  });
});
