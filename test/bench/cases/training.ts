import { costOf, sumOf } from '../../../core/analysis/cost';
import { ChromiumArena } from '../contestants/chromium-arena';
import type { Contestant, Limits, Opening, StepCounts, Trainee } from '../contestants/contestant';
import { nodeArena } from '../contestants/node-arena';
import { findPyTorch, openPyTorch } from '../contestants/pytorch';
import { type Bar, type BenchCase, beside, type Measurement, type Timing } from '../measurement';
import { type BenchModel, compiled, models } from '../models';
import { race, raceOf } from '../race';
import { samplesFor } from '../samples';

const byHand = 'tfjs by hand';
const pytorch = 'PyTorch, one thread';

const plane = ['vae-2d', 'contrastive-divergence'];

/** How many times as long as the peer's a step of ours may be. */
const bars: readonly {
  readonly models: readonly string[];
  readonly backend: string;
  readonly peer: string;
  readonly atMost: number;
}[] = [
  { models: ['vae-784', 'conv-autoencoder'], backend: 'wasm', peer: byHand, atMost: 1 / 3 },
  { models: plane, backend: 'webgl', peer: byHand, atMost: 1 / 2.5 },
  { models: plane, backend: 'cpu', peer: byHand, atMost: 1 / 2 },
  { models: ['vae-784'], backend: 'wasm', peer: pytorch, atMost: 3 },
  { models: plane, backend: 'wasm', peer: pytorch, atMost: 1 },
];

/** WebGL programs of a step of the variational autoencoders. */
const mostPrograms = 100;

/** Each model against the same model written by hand and against PyTorch, on every backend in Node and in Chromium. */
export const training: readonly BenchCase[] = models.map((model) => ({
  name: model.name,
  about: `One step of training: ${model.about}.`,
  async run({ quick }) {
    const { module, checked } = compiled(model.graph);
    const { manifest, source } = module;
    const { batch } = manifest.training;
    const samples = await samplesFor(manifest);
    const forward = sumOf([...checked.nodes.values()].flatMap((node) => costOf(node) ?? [])).multiplyAdds;
    const multiplyAdds = model.passes * batch * forward;
    const python = findPyTorch();
    const outcome = { measurements: [] as Measurement[], notes: [] as string[], bars: [] as Bar[] };

    const chromium = await ChromiumArena.start();
    try {
      for (const arena of [nodeArena, chromium]) {
        for (const backend of arena.backends) {
          const open = (task: Opening['task'], counting = false): Promise<Trainee> =>
            arena.open({ backend, samples, batch, counting, task });
          const emitted = { kind: 'emitted', module: { source, manifest }, without: [] } as const;
          const peer = { kind: 'peer', name: model.name } as const;
          const ours = await open(emitted);
          const peers: { readonly name: string; readonly contestant: Contestant }[] = [
            { name: byHand, contestant: await open(peer) },
          ];
          // A step of seconds in plain JavaScript says nothing beside PyTorch, nor does an emulated graphics card.
          if (python && backend === 'wasm')
            peers.push({ name: pytorch, contestant: await openPyTorch(python.python, model.name) });
          const [time, ...theirs] = await race([ours, ...peers.map(({ contestant }) => contestant)], raceOf(quick));
          if (!time) throw new Error('Nobody ran.');
          const limits = await ours.limits();
          for (const contestant of [ours, ...peers.map(({ contestant }) => contestant)]) await contestant.close();
          const counts = await counted(() => open(emitted, true));
          const handCounts = await counted(() => open(peer, true));

          const where = `${backend}, ${arena.name}`;
          const limitMs = multiplyAdds / limits.multiplyAddsPerMs + launchesOf(counts) * limits.launchMs;
          const row = {
            case: model.name,
            backend: where,
            programs: counts.programs,
            limitMs,
            ...(backend === 'cpu' ? {} : { bytesMoved: counts.bytesUp + counts.bytesDown }),
          };
          for (const [index, { name }] of peers.entries()) {
            const timing = theirs[index];
            if (timing) outcome.measurements.push(beside(row, time, { name, timing }));
          }
          outcome.notes.push(
            ...[`${where}: ${countWords(counts, handCounts)}`, limitWords(time, limitMs, multiplyAdds, limits, counts)],
          );
          outcome.bars.push(...countBars(model, where, counts));
        }
      }
    } finally {
      await chromium.close();
    }
    outcome.notes.push(`WebGL was ${chromium.renderer}.`);
    outcome.notes.push(
      python ? `PyTorch was ${python.version}.` : 'No Python here has PyTorch, so nothing is compared with it.',
    );
    outcome.bars.unshift(...outcome.measurements.flatMap((measurement) => speedBars(measurement)));
    return outcome;
  },
}));

/** What a step costs, measured on a trainee of its own, for counting takes time. */
async function counted(open: () => Promise<Trainee>): Promise<StepCounts> {
  const trainee = await open();
  const counts = await trainee.count();
  await trainee.close();
  return counts;
}

const launchesOf = ({ programs, kernels }: StepCounts): number => programs ?? kernels;

function countWords(ours: StepCounts, hand: StepCounts): string {
  const side = ({ kernels, programs, bytesUp, bytesDown, blockingReads }: StepCounts): string =>
    [
      programs === null ? `${round(kernels)} kernels` : `${round(programs)} programs`,
      `${kilobytes(bytesUp)} up, ${kilobytes(bytesDown)} down`,
      ...(programs === null ? [] : [`${round(blockingReads)} blocking reads`]),
    ].join(', ');
  return `a step is ${side(ours)}; by hand ${side(hand)}.`;
}

function limitWords(time: Timing, limit: number, multiplyAdds: number, limits: Limits, counts: StepCounts): string {
  return (
    `  Its limit is ${limit.toPrecision(3)} ms, ${(time.median / limit).toFixed(1)} times less: ` +
    `${(multiplyAdds / 1e6).toPrecision(3)} million multiply-adds at ${(limits.multiplyAddsPerMs / 1e6).toPrecision(3)} ` +
    `billion a second, and ${round(launchesOf(counts))} launches of ${(1000 * limits.launchMs).toPrecision(2)} µs.`
  );
}

function speedBars({ case: model, backend, peer, ratio, spread }: Measurement): Bar[] {
  if (peer === null || ratio === null) return [];
  const [name = ''] = backend.split(',');
  const own = bars.filter((bar) => bar.models.includes(model) && bar.backend === name && bar.peer === peer);
  const asked = own.map(({ atMost }): Bar => {
    const words =
      atMost < 1 ? `${round(1 / atMost)} times as fast as` : atMost > 1 ? `within ${atMost} times of` : 'as fast as';
    return { words: `${model} on ${backend}: ${words} ${peer} (${(1 / ratio).toFixed(2)})`, cleared: ratio <= atMost };
  });
  if (peer !== byHand) return asked;
  const never = {
    words: `${model} on ${backend}: never slower than ${peer} (${(1 / ratio).toFixed(2)})`,
    cleared: ratio <= 1 + spread,
  };
  return [...asked, never];
}

function countBars({ name }: BenchModel, where: string, { programs, blockingReads, tensors }: StepCounts): Bar[] {
  const constant = { words: `${name} on ${where}: tensors constant over steps`, cleared: tensors === 0 };
  if (programs === null) return [constant];
  const reads = { words: `${name} on ${where}: no blocking read-back a step`, cleared: blockingReads === 0 };
  if (!name.startsWith('vae')) return [constant, reads];
  const few = {
    words: `${name} on ${where}: at most ${mostPrograms} programs a step (${round(programs)})`,
    cleared: programs <= mostPrograms,
  };
  return [constant, reads, few];
}

const round = (value: number): string => String(Math.round(10 * value) / 10);
const kilobytes = (bytes: number): string => `${(bytes / 1000).toPrecision(3)} kB`;
