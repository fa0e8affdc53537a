import { applyOperation } from '../../../core/graph/operation';
import type { BackendName } from '../../../core/training/protocol';
import { ChromiumArena } from '../contestants/chromium-arena';
import { PageTraining } from '../contestants/page-training';
import { Emitted } from '../emitted';
import { type Bar, type BenchCase, beside, type Measurement } from '../measurement';
import { planeVae, templateText } from '../models';
import { race } from '../race';

const mostOverhead = 0.1;

const settings: readonly { readonly name: string; readonly graph: string; readonly backend: BackendName }[] = [
  { name: 'vae-784', graph: templateText('vae'), backend: 'wasm' },
  { name: 'vae-2d', graph: planeVae(), backend: 'webgl' },
];

/** What a person pays for seeing a model train: the page with its pictures, against the training alone. */
export const pictures: BenchCase = {
  name: 'pictures',
  about: 'A step in the page, with frames, pictures and their drawing, beside a step of the same training alone.',
  async run({ quick }) {
    const chromium = await ChromiumArena.start();
    const measurements: Measurement[] = [];
    try {
      for (const { name, graph, backend } of settings) {
        const endless = applyOperation(graph, { kind: 'set-training', key: 'steps', value: 1_000_000 });
        const contestants = [
          await PageTraining.open(endless, backend),
          await (await Emitted.of(graph)).train(chromium, backend),
        ];
        // Long enough for several snapshots and a record, which a run keeps every two and every four seconds.
        const [seen, unseen] = await race(contestants, { blocks: quick ? 5 : 9, blockMs: quick ? 1500 : 8000 });
        for (const contestant of contestants) await contestant.close();
        if (!seen || !unseen) throw new Error('A race gives a time to each.');
        const row = { case: `pictures of ${name}`, backend: `${backend}, Chromium` };
        measurements.push(beside(row, seen, { name: 'without pictures', timing: unseen }));
      }
    } finally {
      await chromium.close();
    }
    return {
      measurements,
      notes: [],
      bars: measurements.map(({ case: what, backend, ratio }): Bar => {
        const overhead = (ratio ?? Number.POSITIVE_INFINITY) - 1;
        const words = `${what} on ${backend}: at most ${100 * mostOverhead} % of the time`;
        return { words: `${words} (${(100 * overhead).toFixed(1)} %)`, cleared: overhead <= mostOverhead };
      }),
    };
  },
};
