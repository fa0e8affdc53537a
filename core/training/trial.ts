import * as tf from '@tensorflow/tfjs-core';
import type { Without } from './acceleration/acceleration';
import { type ChosenBackend, noteOn, start } from './backend';
import { explainFailure } from './failure';
import { type BackendName, type BackendTime, backendWords } from './protocol';
import { NotFiniteError, type Trainer } from './trainer';

/** So long are steps taken on a backend, behind a first that compiles. */
const trialMilliseconds = 150;
/** One whose step takes so many times that of another is out at once. */
const hopeless = 3;
/** One that is tried later must be faster by this much, so that chance does not choose. */
const advantage = 1.3;
/** A step runs some hundred programs on a graphics processor, and to start one takes about 20 µs: it is never shorter than this. */
const shortestOnGraphics = 2;
/** Plain JavaScript multiplies ten times slower than WebAssembly: it wins where a step there is short and does little. */
const longestForCpu = 4;

export interface FastestBackend extends ChosenBackend {
  /** What was measured, in the order of the trials. */
  readonly times: readonly BackendTime[];
}

/**
 * Starts the backend on which a model trains fastest. Each is measured with some steps of a model that is built for it and
 * thrown away; one that cannot win any more is not tried.
 *
 * @throws Error with a sentence where the model trains on none.
 */
export async function startFastest(
  order: readonly BackendName[],
  without: Without,
  build: () => Trainer,
): Promise<FastestBackend> {
  const times: BackendTime[] = [];
  const missed: string[] = [];
  let best: BackendTime | undefined;
  for (const backend of order) {
    if (!canWin(backend, times)) continue;
    const limit = best ? hopeless * best.milliseconds : Number.POSITIVE_INFINITY;
    const started = await start(backend, without);
    const outcome = typeof started === 'string' ? started : await measure(backend, build, limit);
    if (typeof outcome === 'string') {
      missed.push(`${backendWords[backend]} ${outcome}`);
      continue;
    }
    const time = { backend, milliseconds: outcome };
    times.push(time);
    if (!best || outcome * advantage < best.milliseconds) best = time;
  }
  if (!best) throw new Error(`This model trains on no backend here: ${missed.join('; ')}.`);
  const { backend } = best;
  const started = await start(backend, without);
  if (typeof started === 'string') throw new Error(`${backendWords[backend]} ${started}.`);
  // A device that nobody computes on would keep its memory.
  for (const other of ['webgl', 'webgpu'] as const)
    if (backend !== other && order.includes(other)) tf.removeBackend(other);
  return { backend, times, note: noteOn(backend, missed, started) };
}

/** Whether a backend can still be the fastest beside those that were measured. */
function canWin(backend: BackendName, measured: readonly BackendTime[]): boolean {
  const bounds: Record<BackendName, (rival: BackendTime) => boolean> = {
    wasm: () => true,
    webgl: ({ milliseconds }) => milliseconds > shortestOnGraphics,
    webgpu: ({ milliseconds }) => milliseconds > shortestOnGraphics,
    cpu: (rival) => rival.backend !== 'wasm' || rival.milliseconds < longestForCpu,
  };
  return measured.every(bounds[backend]);
}

/**
 * The time of a step, or the obstacle to it as words behind the backend's name. A backend whose step takes longer than the
 * limit gets no second look.
 */
async function measure(backend: BackendName, build: () => Trainer, limit: number): Promise<number | string> {
  let trainer: Trainer | undefined;
  try {
    trainer = build();
    // The first step compiles what the others run, the second is recorded.
    await stepMilliseconds(trainer, 2);
    const began = performance.now();
    let shortest = Number.POSITIVE_INFINITY;
    for (let steps = 1; ; steps *= 2) {
      shortest = Math.min(shortest, await stepMilliseconds(trainer, steps));
      if (performance.now() - began > trialMilliseconds || shortest > limit) return shortest;
    }
  } catch (error) {
    return `cannot train it (${explainFailure(error, backend).message.replace(/\.$/, '')})`;
  } finally {
    trainer?.dispose();
  }
}

async function stepMilliseconds(trainer: Trainer, steps: number): Promise<number> {
  const began = performance.now();
  for (let left = steps; left > 0; left--) trainer.takeStep();
  try {
    await trainer.readCurve();
  } catch (error) {
    // A model that leaves the finite numbers takes its time all the same; it is the run that speaks of it.
    if (!(error instanceof NotFiniteError)) throw error;
  }
  return (performance.now() - began) / steps;
}

/** The sentence about what was measured. */
export function timesWords(times: readonly BackendTime[]): string | undefined {
  const words = times.map(({ backend, milliseconds }) => {
    const figure = milliseconds < 99.5 ? milliseconds.toPrecision(2) : milliseconds.toFixed(0);
    return `${figure} ms on ${backendWords[backend]}`;
  });
  return words.length ? `Measured on this model, a step takes ${words.join(' and ')}.` : undefined;
}
