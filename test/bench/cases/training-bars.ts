import type { StepCounts } from '../contestants/contestant';
import type { Bar, Measurement } from '../measurement';

export const byHand = 'tfjs by hand';
export const pytorch = 'PyTorch, one thread';

const plane = ['vae-2d', 'contrastive-divergence'];

/** How many times as long as the peer's a step of ours may be. */
const asked: readonly {
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

export function speedBars({ case: model, backend, peer, ratio, spread }: Measurement): Bar[] {
  if (peer === null || ratio === null) return [];
  const [name = ''] = backend.split(',');
  const own = asked.filter((bar) => bar.models.includes(model) && bar.backend === name && bar.peer === peer);
  const bars = own.map(({ atMost }): Bar => {
    const found = atMost > 1 ? `${ratio.toFixed(2)} of its time` : `${(1 / ratio).toFixed(2)} times as fast`;
    const words =
      atMost > 1 ? `within ${atMost} times of ${peer}` : `${(1 / atMost).toPrecision(2)} times as fast as ${peer}`;
    return { words: `${model} on ${backend}: ${words} (${found})`, cleared: ratio <= atMost };
  });
  return peer === byHand ? [...bars, neverSlower(`${model} on ${backend}`, peer, ratio, spread)] : bars;
}

/** Two that are equally fast differ by the spread of the measurement. */
export const neverSlower = (what: string, peer: string, ratio: number, spread: number): Bar => ({
  words: `${what}: never slower than ${peer} (${(1 / ratio).toFixed(2)} times as fast, ± ${Math.round(100 * spread)} %)`,
  cleared: ratio <= 1 + spread,
});

export function countBars(model: string, backend: string, { programs, blockingReads, tensors }: StepCounts): Bar[] {
  const what = `${model} on ${backend}`;
  const constant = { words: `${what}: tensors constant over steps`, cleared: tensors === 0 };
  if (programs === null) return [constant];
  const reads = { words: `${what}: no blocking read-back a step`, cleared: blockingReads === 0 };
  if (!model.startsWith('vae')) return [constant, reads];
  const few = `${what}: at most ${mostPrograms} programs a step (${programs.toFixed(0)})`;
  return [constant, reads, { words: few, cleared: programs <= mostPrograms }];
}
