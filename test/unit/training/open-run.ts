import { vi } from 'vitest';
import type { Model } from '../../../core/training/model';
import { type BackendName, type FromTrainer, type Snapshot, trainingProtocol } from '../../../core/training/protocol';
import { Run } from '../../../core/training/run';
import type { TrainerOptions } from '../../../core/training/trainer';

type Opened = Pick<TrainerOptions, 'module' | 'manifest' | 'train' | 'test'>;

/** A run at rest whose messages are written down; `lose` takes its device away, `model` is what it trains at the moment. */
export async function openRun({ module, ...sets }: Opened, backend: BackendName, snapshot?: Snapshot) {
  const posted: FromTrainer[] = [];
  const models: Model[] = [];
  let lost = false;
  let tell = (): void => {};
  const observed = {
    settings: module.settings,
    createModel: (options?: { seed?: number; samples?: number; steps?: number }) => {
      const model = module.createModel(options);
      models.push(model);
      return model;
    },
  };
  const run = new Run(observed, {
    post: (message) => void posted.push(message),
    prepare: () => {},
    webgl: () => 'there',
    webgpu: async () => 'missing',
    machine: () => 'none, 2 cores',
    deviceIsLost: () => lost,
    onDeviceLost: (callback) => {
      tell = callback;
    },
  });
  const wasmBinary = backend === 'wasm' ? 'here' : undefined;
  run.handle({
    type: 'open',
    protocol: trainingProtocol,
    ...sets,
    backend,
    wasmBinary,
    ...(snapshot ? { snapshot } : {}),
  });
  const all = <Type extends FromTrainer['type']>(type: Type): Extract<FromTrainer, { type: Type }>[] =>
    posted.filter((message): message is Extract<FromTrainer, { type: Type }> => message.type === type);
  const last = <Type extends FromTrainer['type']>(type: Type): Extract<FromTrainer, { type: Type }> | undefined =>
    all(type).at(-1);
  const heard = async <Type extends FromTrainer['type']>(type: Type) =>
    vi.waitFor(() => last(type) ?? Promise.reject(new Error(`No “${type}” yet.`)), { timeout: 20_000 });
  await heard('kept');
  return {
    run,
    posted,
    all,
    last,
    heard,
    lose: () => {
      lost = true;
      tell();
    },
    model(): Model {
      const model = models.at(-1);
      if (!model) throw new Error('No model was built.');
      return model;
    },
    /** One step, up to where it rests again or has failed. */
    async step(): Promise<void> {
      const ends = (): number => all('state').length + all('failed').length;
      const before = ends();
      run.handle({ type: 'step' });
      await vi.waitFor(() => (ends() > before ? undefined : Promise.reject(new Error('It does not rest.'))), {
        timeout: 60_000,
      });
    },
  };
}
