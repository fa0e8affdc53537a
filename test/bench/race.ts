import type { Contestant } from './contestants/contestant';
import { type Timing, timing } from './measurement';

export interface Race {
  /** Blocks that count. */
  readonly blocks: number;
  /** How long a block lasts about, if it holds more than one step. */
  readonly blockMs: number;
}

export const raceOf = (quick: boolean): Race => (quick ? { blocks: 5, blockMs: 100 } : { blocks: 9, blockMs: 400 });

/** The longest block; a long queue of work on a device says nothing more. */
const longestBlock = 1000;

/**
 * Milliseconds a step of each contestant: they take turns, a block of steps each, so that what else the machine does meets all
 * alike. First steps, which compile and allocate, do not count.
 */
export async function race(contestants: readonly Contestant[], { blocks, blockMs }: Race): Promise<Timing[]> {
  const steps: number[] = [];
  for (const contestant of contestants) {
    await contestant.take(2);
    let [count, spent] = [1, await contestant.take(1)];
    while (spent < blockMs / 4 && count < longestBlock) {
      count *= 2;
      spent = await contestant.take(count);
    }
    steps.push(Math.max(1, Math.min(longestBlock, Math.round((count * blockMs) / spent))));
  }
  const times = contestants.map((): number[] => []);
  for (let block = 0; block < blocks; block++) {
    for (const [index, contestant] of contestants.entries()) {
      const count = steps[index] ?? 1;
      times[index]?.push((await contestant.take(count)) / count);
    }
  }
  return times.map(timing);
}
