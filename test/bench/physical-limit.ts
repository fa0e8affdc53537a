import type { Limits, StepCounts } from './contestants/contestant';

/** On a graphics card the programs, elsewhere the kernels. */
const launches = ({ programs, kernels }: StepCounts): number => programs ?? kernels;

/** Milliseconds below which this machine cannot take a step: its multiply-adds at the peak, and its launches. */
export const physicalLimit = (
  multiplyAdds: number,
  { multiplyAddsPerMs, launchMs }: Limits,
  counts: StepCounts,
): number => multiplyAdds / multiplyAddsPerMs + launches(counts) * launchMs;

export function limitWords(multiplyAdds: number, { multiplyAddsPerMs, launchMs }: Limits, counts: StepCounts): string {
  const work = `${(multiplyAdds / 1e6).toPrecision(3)} million multiply-adds at ${(multiplyAddsPerMs / 1e6).toPrecision(3)} billion a second`;
  return `${work}, and ${launches(counts).toFixed(0)} launches of ${(1000 * launchMs).toPrecision(2)} µs`;
}
