import { isFor } from '../../../core/training/acceleration/acceleration';
import { accelerations } from '../../../core/training/acceleration/accelerations';
import type { BackendName } from '../../../core/training/protocol';
import { ChromiumArena } from '../contestants/chromium-arena';
import type { Arena } from '../contestants/contestant';
import { nodeArena } from '../contestants/node-arena';
import { Emitted } from '../emitted';
import { type BenchCase, beside, type Measurement } from '../measurement';
import { models } from '../models';
import { race, raceOf } from '../race';

/** What each acceleration gains alone: a model with it and no other, beside the model without any. */
export const accelerationsAlone: BenchCase = {
  name: 'accelerations',
  about: 'A step with one acceleration alone, and with all, beside one without any.',
  async run({ quick }) {
    const chromium = await ChromiumArena.start();
    const measurements: Measurement[] = [];
    try {
      const places: readonly (readonly [Arena, BackendName])[] = [
        [nodeArena, 'wasm'],
        [nodeArena, 'cpu'],
        [chromium, 'webgl'],
        [chromium, 'webgpu'],
      ];
      for (const [arena, backend] of places) {
        for (const { name, graph } of models) {
          // Plain JavaScript and emulated WebGL take seconds for an image, emulated WebGPU for a step of several phases.
          if (backend !== 'wasm' && (name === 'vae-784' || name === 'conv-autoencoder')) continue;
          if (backend === 'webgpu' && name !== 'vae-2d') continue;
          measurements.push(...(await alone(name, await Emitted.of(graph), arena, backend, quick)));
        }
      }
    } finally {
      await chromium.close();
    }
    return { measurements, notes: accelerations.map(({ name, does }) => `${name}: ${does}`), bars: [] };
  },
};

async function alone(
  model: string,
  emitted: Emitted,
  arena: Arena,
  backend: BackendName,
  quick: boolean,
): Promise<Measurement[]> {
  const here = accelerations.filter((each) => isFor(each, backend)).map(({ name }) => name);
  const others = (kept: string): string[] => accelerations.map(({ name }) => name).filter((name) => name !== kept);
  const variants = [
    { name: 'none', without: 'all' as const, plain: true },
    ...here.map((name) => ({ name, without: others(name), plain: true })),
    { name: 'recorded steps', without: 'all' as const, plain: false },
    { name: 'all', without: [], plain: false },
  ];
  const trainees = await Promise.all(
    variants.map(({ without, plain }) => emitted.train(arena, backend, { without, plain })),
  );
  const [none, ...times] = await race(trainees, raceOf(quick));
  for (const trainee of trainees) await trainee.close();
  return variants.slice(1).flatMap(({ name }, index) => {
    const time = times[index];
    const row = { case: `${model} with ${name}`, backend: `${backend}, ${arena.name}` };
    return none && time ? [beside(row, time, { name: 'none', timing: none })] : [];
  });
}
