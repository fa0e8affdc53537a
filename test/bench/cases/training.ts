import type { BackendName } from '../../../core/training/protocol';
import { ChromiumArena } from '../contestants/chromium-arena';
import type { Arena, Contestant, StepCounts, Trainee } from '../contestants/contestant';
import { nodeArena } from '../contestants/node-arena';
import { findPyTorch, openPyTorch } from '../contestants/pytorch';
import { Emitted } from '../emitted';
import { type BenchCase, beside, type Outcome } from '../measurement';
import { type BenchModel, models } from '../models';
import { limitWords, physicalLimit } from '../physical-limit';
import { type Race, race, raceOf } from '../race';
import { byHand, countBars, pytorch, speedBars } from './training-bars';

/** Each model against the same model written by hand and against PyTorch, on every backend in Node and in Chromium. */
export const training: readonly BenchCase[] = models.map((model) => ({
  name: model.name,
  about: `One step of training: ${model.about}.`,
  async run({ quick }) {
    const emitted = await Emitted.of(model.graph);
    const torch = findPyTorch();
    const chromium = await ChromiumArena.start();
    const outcomes: Outcome[] = [];
    try {
      for (const arena of [nodeArena, chromium]) {
        for (const backend of arena.backends) {
          outcomes.push(await against(model, emitted, arena, backend, torch?.python, raceOf(quick)));
        }
      }
    } finally {
      await chromium.close();
    }
    const measurements = outcomes.flatMap((outcome) => outcome.measurements);
    const missing = 'No Python here has PyTorch, so nothing is compared with it.';
    return {
      measurements,
      notes: [
        ...outcomes.flatMap(({ notes }) => notes),
        `WebGL was ${chromium.renderer}; ${torch ? `PyTorch was ${torch.version}.` : missing}`,
      ],
      bars: [...measurements.flatMap(speedBars), ...outcomes.flatMap(({ bars }) => bars)],
    };
  },
}));

async function against(
  { name, passes }: BenchModel,
  emitted: Emitted,
  arena: Arena,
  backend: BackendName,
  python: string | undefined,
  rules: Race,
): Promise<Outcome> {
  const { samples, batch } = emitted;
  const peer = (counting: boolean): Promise<Trainee> =>
    arena.open({ backend, samples, batch, counting, task: { kind: 'peer', name } });
  const ours = await emitted.train(arena, backend);
  const peers: { readonly name: string; readonly contestant: Contestant }[] = [
    { name: byHand, contestant: await peer(false) },
  ];
  // Plain JavaScript and an emulated graphics card are no match for it, and are not meant to be.
  if (python && backend === 'wasm') peers.push({ name: pytorch, contestant: await openPyTorch(python, name) });
  const contestants = [ours, ...peers.map(({ contestant }) => contestant)];
  const [time, ...theirs] = await race(contestants, rules);
  if (!time) throw new Error('A race gives a time to each.');
  const limits = await ours.limits();
  for (const contestant of contestants) await contestant.close();

  const counts = await counted(await emitted.train(arena, backend, { counting: true }));
  const peerCounts = await counted(await peer(true));
  const multiplyAdds = passes * emitted.multiplyAdds;
  const limitMs = physicalLimit(multiplyAdds, limits, counts);
  const where = `${backend}, ${arena.name}`;
  const row = {
    case: name,
    backend: where,
    programs: counts.programs,
    limitMs,
    ...(backend === 'cpu' ? {} : { bytesMoved: counts.bytesUp + counts.bytesDown }),
  };
  return {
    measurements: peers.flatMap((each, index) => {
      const timing = theirs[index];
      return timing ? [beside(row, time, { name: each.name, timing })] : [];
    }),
    notes: [
      `${where}: a step is ${countWords(counts)}${counts.obstacle ? `, not replayed because ${counts.obstacle}` : ''}; by hand ${countWords(peerCounts)}. Its limit is ${limitMs.toPrecision(3)} ms, ` +
        `${(time.median / limitMs).toFixed(1)} times less: ${limitWords(multiplyAdds, limits, counts)}.`,
    ],
    bars: countBars(name, where, counts),
  };
}

/** What a step costs, of a trainee of its own. */
async function counted(trainee: Trainee): Promise<StepCounts> {
  const counts = await trainee.count();
  await trainee.close();
  return counts;
}

function countWords({ kernels, programs, bytesUp, bytesDown, blockingReads }: StepCounts): string {
  const moved = `${kilobytes(bytesUp)} up, ${kilobytes(bytesDown)} down`;
  return programs === null
    ? `${kernels.toFixed(0)} kernels, ${moved}`
    : `${programs.toFixed(0)} programs, ${moved}, ${blockingReads.toFixed(0)} blocking reads`;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
