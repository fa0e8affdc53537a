import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { compile } from '../../../core/compile';
import type { EmittedModule } from '../../../core/program/manifest';
import {
  type FoundFastest,
  type FromTrainer,
  type NamedWeights,
  type ProbeFrame,
  type Snapshot,
  type ToTrainer,
  trainingProtocol,
} from '../../../core/training/protocol';
import { changeBetween } from '../../../webview/training/change';
import type { TrainerEvents } from '../../../webview/training/client';
import type { RunKeeper } from '../../../webview/training/keeper';
import { createTraining } from '../../../webview/training/session';
import type { Frame } from '../../../webview/training/state';

const template = readFileSync(new URL('../../../templates/vae.ebm.json', import.meta.url), 'utf8');

/** The VAE with some of its text replaced. */
function moduleWith(...replacements: readonly (readonly [string, string])[]): EmittedModule {
  let text = template;
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`The template has no ${from}.`);
    text = text.replaceAll(from, to);
  }
  const { module } = compile(text, { fileName: 'vae.ebm.json' });
  if (!module) throw new Error('The template has an error.');
  return module;
}

const vae = moduleWith();
const heavierKl = moduleWith(['"kl", "weight": 1', '"kl", "weight": 4']);
const wider = moduleWith(['"units": 400', '"units": 300']);
const reseeded = moduleWith(['"seed": 1', '"seed": 2']);
const resources = { trainer: 'trainer.js', webgpu: 'webgpu.js', data: 'data/', wasm: 'tfjs.wasm' };

const opened: FromTrainer = {
  type: 'opened',
  protocol: trainingProtocol,
  step: 0,
  backend: 'cpu',
  note: undefined,
  fastest: undefined,
  precision: 'float32',
  tfjs: '4.22.0',
  parameters: 652824,
  dropped: [],
};

const snapshot: Snapshot = {
  step: 3,
  seed: 1,
  weights: [{ name: 'code.mean.bias', shape: [20], values: new Float32Array(20) }],
  optimizer: [],
};

const frame = (firstStep: number, ...rows: readonly (readonly [number, number])[]): Frame => ({
  type: 'frame',
  step: firstStep + rows.length,
  epoch: 0,
  stepsPerSecond: 10,
  phase: undefined,
  obstacle: undefined,
  curve: { firstStep, terms: Float32Array.from(rows.flat()) },
  probe: undefined,
});

const unprobed: Omit<ProbeFrame, 'step' | 'inputs'> = {
  targets: undefined,
  reconstructions: undefined,
  corrupted: undefined,
  codes: undefined,
  samples: undefined,
  landscape: undefined,
};

/** A page's training with workers that only write down what they are told. */
function page(weights: readonly NamedWeights[] = []) {
  const workers: { module: EmittedModule; sent: ToTrainer[]; events: TrainerEvents; closed: boolean }[] = [];
  const heard: [string, unknown?][] = [];
  const keeper: RunKeeper = {
    opened: ({ lineage, step }) => void heard.push(['opened', { lineage, step }]),
    took: ({ firstStep }) => void heard.push(['took', firstStep]),
    changed: (edit) => void heard.push(['changed', edit]),
    kept: ({ step }) => void heard.push(['kept', step]),
    stands: (how) => void heard.push(['stands', how]),
  };
  const training = createTraining({
    startTrainer: async (_, module, events) => {
      const worker = { module, sent: [] as ToTrainer[], events, closed: false };
      workers.push(worker);
      return {
        wasmBinary: undefined,
        send: (message) => void worker.sent.push(message),
        snapshot: async () => ({ step: 5, seed: 1, weights, optimizer: [] }),
        close: () => {
          worker.closed = true;
        },
      };
    },
    loadSamples: async () => ({ train: {}, test: {} }),
    keeper,
    drawing: async (change) => {
      change();
      return 0;
    },
  });
  const keptFastest = new Map<string, FoundFastest>();
  const environment = {
    resources,
    trusted: true,
    fastest: {},
    keepFastest: (model: string, found: FoundFastest) => void keptFastest.set(model, found),
  };
  training.configureTraining(environment);
  const { getState } = training.useTraining;
  const worker = () => {
    const last = workers.at(-1);
    if (!last) throw new Error('No worker has been started.');
    return last;
  };
  return {
    ...training,
    heard,
    environment,
    keptFastest,
    getState,
    workers,
    worker,
    types: () => worker().sent.map(({ type }) => type),
    /** Train, up to where the worker has opened the model and runs. */
    async run(): Promise<void> {
      const before = workers.length;
      getState().train();
      await vi.waitFor(() => {
        if (workers.length === before || !worker().sent.length) throw new Error('Not open yet.');
      });
      worker().events.receive(opened);
      worker().events.receive({ type: 'state', state: 'running', step: 0, reason: undefined });
    },
  };
}

describe('what an edit means for a run', () => {
  test('a live number changes nothing of the program', () => {
    expect(vae.source).not.toBe(heavierKl.source);
    expect(changeBetween(vae, heavierKl)).toBe('none');
  });

  test('another layer is another program, another seed another experiment', () => {
    expect(changeBetween(vae, wider)).toBe('rebuild');
    expect(changeBetween(vae, reseeded)).toBe('reset');
    expect(changeBetween(vae, moduleWith(['"optimizer": "adam"', '"optimizer": "momentum"']))).toBe('learning');
    expect(changeBetween(vae, moduleWith(['"batch": 128', '"batch": 64']))).toBe('rebuild');
  });
});

describe('a training run', () => {
  test('opens the model at the first Train, and runs as soon as it stands', async () => {
    const training = page();
    training.setModule(vae);
    expect(training.getState().state).toBe('idle');
    await training.run();
    expect(training.types()).toEqual(['open', 'run']);
    expect(training.getState()).toMatchObject({ state: 'running', backend: 'cpu', parameters: 652824 });
  });

  test('does not begin in a workspace that is not trusted, or while the graph has an error, and says so', () => {
    const untrusted = page();
    untrusted.configureTraining({ ...untrusted.environment, trusted: false });
    untrusted.setModule(vae);
    untrusted.getState().train();
    expect(untrusted.getState().failure).toMatch(/trust the workspace/);
    const broken = page();
    broken.setModule(undefined);
    broken.getState().train();
    expect(broken.getState().failure).toMatch(/error/);
    expect([...untrusted.workers, ...broken.workers]).toEqual([]);
  });

  test('keeps which backend was found fastest, and opens the same program with it, whatever its numbers are', async () => {
    const found: FoundFastest = {
      backend: 'wasm',
      times: [{ backend: 'wasm', milliseconds: 4 }],
      machine: 'a graphics processor, 2 cores',
    };
    const training = page();
    training.setModule(vae);
    await training.run();
    expect(training.worker().sent[0]).not.toHaveProperty('fastest');
    training.worker().events.receive({ ...opened, note: 'Measured.', fastest: found });
    expect(training.getState().backendNote).toBe('Measured.');
    expect([...training.keptFastest.values()]).toEqual([found]);

    const later = page();
    later.configureTraining({ ...later.environment, fastest: Object.fromEntries(training.keptFastest) });
    later.setModule(heavierKl);
    await later.run();
    expect(later.worker().sent[0]).toMatchObject({ type: 'open', backend: 'auto', fastest: found });
    later.setModule(wider);
    await later.run();
    expect(later.worker().sent[0]).not.toHaveProperty('fastest');
  });

  test('does not begin where a step is beyond every trainer, and offers the batch that fits', async () => {
    const training = page();
    training.setModule(vae, { impossible: { sentence: 'A step needs 9 GiB.', batch: 32 } });
    training.getState().train();
    expect(training.getState()).toMatchObject({
      failure: 'A step needs 9 GiB.',
      ways: [{ kind: 'batch', value: 32 }],
    });
    expect(training.workers).toEqual([]);
    training.setModule(vae);
    expect(training.getState()).toMatchObject({ failure: undefined, ways: [] });
    await training.run();
    expect(training.getState().state).toBe('running');
  });

  test('hears of a live number while it runs, and of its return', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.setModule(heavierKl);
    training.setModule(vae);
    expect(training.worker().sent.slice(2)).toEqual([
      { type: 'set', node: 'kl', name: 'weight', value: 4 },
      { type: 'set', node: 'kl', name: 'weight', value: 1 },
    ]);
    expect(training.getState().stale).toBe(false);
    expect(training.workers).toHaveLength(1);
  });

  test('goes on under another program until the next Train, which carries the weights over', async () => {
    const weights = [{ name: 'code.mean.bias', shape: [20], values: new Float32Array(20) }];
    const training = page(weights);
    training.setModule(vae);
    await training.run();
    training.setModule(wider);
    expect(training.getState()).toMatchObject({ state: 'running', stale: true });
    expect(training.workers).toHaveLength(1);
    await training.run();
    expect(training.workers.map(({ closed }) => closed)).toEqual([true, false]);
    expect(training.worker().module).toBe(wider);
    expect(training.worker().sent[0]).toMatchObject({ type: 'open', weights });
    training.worker().events.receive({ ...opened, dropped: ['encoder.dense1.weights'] });
    expect(training.getState().note).toContain('encoder.dense1.weights');
  });

  test('is as it was when an edit is undone', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.setModule(wider);
    training.setModule(undefined);
    training.setModule(moduleWith());
    expect(training.getState()).toMatchObject({ stale: false, note: undefined });
    expect(training.types()).toEqual(['open', 'run']);
  });

  test('begins from the weights of the seed when the experiment is another', async () => {
    const training = page([{ name: 'code.mean.bias', shape: [20], values: new Float32Array(20) }]);
    training.setModule(vae);
    await training.run();
    training.setModule(reseeded);
    await training.run();
    expect(training.worker().sent[0]).not.toHaveProperty('weights');
  });

  test('what it looks at is one and the same from frame to frame until it is another', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    const seen: (Float32Array | undefined)[] = [];
    for (const [step, inputs] of [
      [1, 2],
      [1, 2],
      [1, 3],
    ].entries()) {
      const probe: ProbeFrame = { ...unprobed, step, inputs: Float32Array.from(inputs) };
      training.worker().events.receive({ ...frame(step, [5, 1]), probe });
      await vi.waitFor(() => expect(training.getState().probe?.step).toBe(step));
      seen.push(training.getState().probe?.inputs);
    }
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).toEqual(Float32Array.of(1, 3));
  });

  test('keeps its pictures when it fails, when it stops and when the graph changes, until the next one opens', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.worker().events.receive(frame(0, [5, 1], [4, 2]));
    const { reconstruction, kl } = training.getState().terms;
    expect({ reconstruction, kl }).toEqual({ reconstruction: 4, kl: 2 });
    training.worker().events.fail('Training stopped: the worker is lost.');
    expect(training.getState()).toMatchObject({ state: 'failed', failure: 'Training stopped: the worker is lost.' });
    training.getState().stop();
    training.setModule(wider);
    expect(training.getState().curve.steps).toEqual([1, 2]);
    expect(training.getState().manifest).toBe(vae.manifest);
    await training.run();
    expect(training.getState()).toMatchObject({ state: 'running', failure: undefined, terms: {} });
    expect(training.getState().curve.steps).toEqual([]);
  });

  test('goes on from the last good weights where its worker has died, on the backend that is chosen then', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.worker().events.receive({ ...opened, backend: 'webgl' });
    training.worker().events.receive(frame(0, [5, 1], [4, 2], [3, 2], [2, 2]));
    training.worker().events.receive({ type: 'kept', snapshot });
    training
      .worker()
      .events.receive({ type: 'failed', cause: 'device', message: 'The device was lost.', step: undefined });
    expect(training.worker().closed).toBe(true);
    expect(training.getState()).toMatchObject({
      state: 'failed',
      failure: 'The device was lost. The weights of step 3 are kept: Train goes on from there.',
      ways: [{ kind: 'backend', backend: 'wasm' }],
    });
    training.getState().goOnWith('wasm');
    await vi.waitFor(() => expect(training.worker().sent[0]).toMatchObject({ backend: 'wasm', snapshot }));
    training.worker().events.receive({ ...opened, backend: 'wasm', step: 3 });
    expect(training.types()).toEqual(['open', 'run']);
    expect(training.getState()).toMatchObject({ failure: undefined, ways: [], step: 3 });
    expect(training.getState().curve.steps).toEqual([1, 2, 3]);
  });

  test('takes the last good weights into a smaller batch where the memory was not enough', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.worker().events.receive({ type: 'kept', snapshot });
    training.worker().events.fail('Array buffer allocation failed');
    expect(training.getState().failure).toMatch(
      /^The memory on plain JavaScript is not enough for this model and batch\./,
    );
    expect(training.getState().ways).toEqual([{ kind: 'batch', value: 64 }]);
    training.setModule(moduleWith(['"batch": 128', '"batch": 64']));
    await training.run();
    expect(training.worker().sent[0]).toMatchObject({ type: 'open', weights: snapshot.weights });
    expect(training.worker().sent[0]).not.toHaveProperty('snapshot');
  });

  test('goes on in the same worker after a number that was not finite, and takes back the curve', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.worker().events.receive(frame(0, [5, 1], [4, 2], [9, 9]));
    training.worker().events.receive({ type: 'failed', cause: 'not finite', message: 'At step 4 …', step: 2 });
    expect(training.getState()).toMatchObject({
      state: 'failed',
      failure: 'At step 4 …',
      ways: [{ kind: 'learningRate', value: 0.0001 }],
    });
    training.getState().train();
    expect(training.types()).toEqual(['open', 'run', 'run']);
    expect(training.workers).toHaveLength(1);
    training.worker().events.receive(frame(2, [3, 3]));
    await vi.waitFor(() => expect(training.getState().curve.terms[0]).toEqual([5, 4, 3]));
    expect(training.getState().curve.steps).toEqual([1, 2, 3]);
  });

  test('goes on at once under another optimizer: its weights and its step stay', async () => {
    const training = page(snapshot.weights);
    training.setModule(vae);
    await training.run();
    training.worker().events.receive(frame(0, [5, 1], [4, 2], [4, 2], [4, 2], [4, 2]));
    training.setModule(moduleWith(['"optimizer": "adam"', '"optimizer": "sgd"']));
    await vi.waitFor(() => expect(training.workers).toHaveLength(2));
    await vi.waitFor(() =>
      expect(training.worker().sent[0]).toMatchObject({
        type: 'open',
        snapshot: { step: 5, weights: snapshot.weights, optimizer: [] },
      }),
    );
    training.worker().events.receive({ ...opened, step: 5 });
    expect(training.types()).toEqual(['open', 'run']);
    expect(training.getState().curve.steps).toEqual([1, 2, 3, 4, 5]);
    expect(training.heard.at(-1)).toEqual(['opened', { lineage: 'same', step: 5 }]);
  });

  test('at rest waits with another optimizer for the next Train, and says so', async () => {
    const training = page(snapshot.weights);
    training.setModule(vae);
    await training.run();
    training.worker().events.receive({ type: 'state', state: 'paused', step: 5, reason: undefined });
    training.setModule(moduleWith(['"optimizer": "adam"', '"optimizer": "sgd"']));
    expect(training.workers).toHaveLength(1);
    expect(training.getState().note).toBe('The way of learning has changed: the next Train goes on with it from here.');
  });

  test('hands all that happens to whoever keeps it, also the steps that end while another worker opens', async () => {
    const training = page(snapshot.weights);
    training.setModule(vae);
    await training.run();
    const first = training.worker();
    first.events.receive(frame(0, [5, 1]));
    first.events.receive({ type: 'kept', snapshot: { ...snapshot, step: 1 } });
    first.events.receive({ type: 'changed', edit: { step: 1, node: 'kl', name: 'weight', value: 4 } });
    training.getState().setBackend('cpu');
    first.events.receive(frame(1, [4, 2]));
    first.events.receive({ type: 'state', state: 'paused', step: 2, reason: undefined });
    expect(training.getState().state).toBe('opening');
    await vi.waitFor(() => expect(training.worker().sent[0]).toMatchObject({ type: 'open', backend: 'cpu' }));
    first.events.receive(frame(2, [9, 9]));
    training.worker().events.receive({ ...opened, step: 5 });
    training.getState().stop();
    expect(training.heard).toEqual([
      ['opened', { lineage: 'seed', step: 0 }],
      ['stands', 'running'],
      ['took', 0],
      ['kept', 1],
      ['changed', { step: 1, node: 'kl', name: 'weight', value: 4 }],
      ['took', 1],
      ['opened', { lineage: 'same', step: 5 }],
      ['stands', 'stopped'],
    ]);
  });

  test('begins from a run that a person chose, also under another seed, with its curve', async () => {
    const training = page();
    training.setModule(reseeded);
    const curve = {
      stride: 1,
      steps: [1, 2, 3],
      counts: [1, 1, 1],
      terms: [
        [5, 4, 3],
        [1, 1, 1],
      ],
    };
    training.getState().goOnFrom({ module: vae, snapshot }, { curve, backend: 'wasm' }, 'pause');
    await vi.waitFor(() =>
      expect(training.worker().sent[0]).toMatchObject({ type: 'open', backend: 'wasm', weights: snapshot.weights }),
    );
    const same = page();
    same.setModule(heavierKl);
    same.getState().goOnFrom({ module: vae, snapshot }, { curve, backend: 'wasm' }, 'pause');
    await vi.waitFor(() => expect(same.worker().sent[0]).toMatchObject({ type: 'open', snapshot }));
    same.worker().events.receive({ ...opened, step: 3 });
    expect(same.types()).toEqual(['open']);
    expect(same.getState()).toMatchObject({ state: 'paused', step: 3, curve });
  });

  test('goes back to the weights of the seed without a new worker', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.worker().events.receive(frame(0, [5, 1], [4, 2]));
    training.getState().reset();
    expect(training.worker().sent.slice(2)).toEqual([{ type: 'pause' }, { type: 'reset', seed: 1 }]);
    expect(training.getState().curve.steps).toEqual([]);
    expect(training.workers).toHaveLength(1);
  });

  test('goes on for as many steps again where it had come to its end', async () => {
    const training = page();
    training.setModule(vae);
    await training.run();
    training.worker().events.receive({ type: 'state', state: 'finished', step: 2000, reason: 'The limit is reached.' });
    expect(training.getState().note).toBe('The limit is reached.');
    training.getState().train();
    expect(training.worker().sent.slice(2)).toEqual([{ type: 'limit', steps: 4000 }, { type: 'run' }]);
  });

  test('that is stopped while it opens never runs', async () => {
    const training = page();
    training.setModule(vae);
    training.getState().train();
    training.getState().stop();
    await vi.waitFor(() => expect(training.workers.every(({ closed }) => closed)).toBe(true));
    expect(training.getState().state).toBe('idle');
    expect(training.workers.flatMap(({ sent }) => sent)).toEqual([]);
  });
});
