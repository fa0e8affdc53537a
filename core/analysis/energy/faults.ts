import type { Finding } from '../finding';
import type { EnergyGraph } from './energy-graph';
import { leak } from './faults/leak';
import { noiseWithoutPrior } from './faults/noise-without-prior';
import { priorWithoutNoise } from './faults/prior-without-noise';
import type { Rule } from './faults/rule';
import { unboundedDecoder } from './faults/unbounded-decoder';
import { unlimited } from './faults/unlimited';
import { unreached } from './faults/unreached';
import { weightless } from './faults/weightless';
import { inferredCode } from './inference';

const rules: readonly Rule[] = [
  unlimited,
  unboundedDecoder,
  noiseWithoutPrior,
  priorWithoutNoise,
  unreached,
  leak,
  weightless,
];

/** What is wrong with a graph as an energy. Mostly it may still be trained: these are warnings. */
export function findFaults(graph: EnergyGraph): Finding[] {
  // A code that cannot be found is the cause of all else: that alone is named, and it is an error.
  const uninferred = graph.codes.flatMap((code) => {
    const found = inferredCode(graph, code);
    return found && 'fault' in found ? [found.fault] : [];
  });
  return uninferred.length ? uninferred : rules.flatMap((rule) => rule(graph));
}
