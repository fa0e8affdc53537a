import type { Finding } from '../finding';
import type { EnergyGraph } from './energy-graph';
import { clusterMeans } from './faults/cluster-means';
import { collapse } from './faults/collapse';
import { contrast } from './faults/contrast';
import { kinks } from './faults/kinks';
import { leak } from './faults/leak';
import { meanAgainstSum } from './faults/mean-against-sum';
import { noiseWithoutPrior } from './faults/noise-without-prior';
import { priorWithoutNoise } from './faults/prior-without-noise';
import type { Rule } from './faults/rule';
import { stepSize } from './faults/step-size';
import { unboundedDecoder } from './faults/unbounded-decoder';
import { unboundedEnergy } from './faults/unbounded-energy';
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
  meanAgainstSum,
  collapse,
  kinks,
  stepSize,
];

/** What is wrong with a graph as an energy. Mostly it may still be trained: these are warnings. */
export function findFaults(graph: EnergyGraph): Finding[] {
  // What cannot be searched, moved or counted, and an energy without a bound: they alone are named, as errors.
  const errors = [
    ...graph.codes.flatMap((code) => {
      const found = inferredCode(graph, code);
      return found && 'fault' in found ? [found.fault] : [];
    }),
    ...[unboundedEnergy, contrast, clusterMeans].flatMap((rule) => rule(graph)),
  ];
  return errors.length ? errors : rules.flatMap((rule) => rule(graph));
}
