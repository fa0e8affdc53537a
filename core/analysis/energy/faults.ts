import type { Fix } from '../../blocks/block';
import type { Finding } from '../finding';
import type { CheckedNode } from '../node';
import { EnergyGraph, weightOf } from './energy-graph';
import { clusterMeans } from './faults/cluster-means';
import { collapse } from './faults/collapse';
import { contrast } from './faults/contrast';
import { kinks } from './faults/kinks';
import { leak } from './faults/leak';
import { loneSample } from './faults/lone-sample';
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
export function findFaults(graph: EnergyGraph, batch: number): Finding[] {
  // What cannot be searched, moved or counted, and an energy without a bound: they alone are named, as errors.
  const errors = [
    ...graph.codes.flatMap((code) => {
      const found = inferredCode(graph, code);
      return found && 'fault' in found ? [found.fault] : [];
    }),
    ...[unboundedEnergy, contrast, clusterMeans].flatMap((rule) => rule(graph)),
  ];
  if (errors.length) return errors;
  const warnings = rules.flatMap((rule) => rule(graph));
  return [...withCauses(graph, warnings), ...loneSample(graph, batch)];
}

/**
 * A term of weight 0 is no fault beside what it lets happen: where weighing such terms mends something, that alone is named,
 * and the weight is its cause.
 */
function withCauses(graph: EnergyGraph, findings: readonly Finding[]): Finding[] {
  const idle = graph.terms.filter((term) => weightOf(term) === 0);
  if (!idle.length) return [...findings];
  const weighed = new Map(
    [...graph.nodes].map(([id, node]) => {
      const values = { ...node.values, weight: usualWeight(node) };
      return [id, idle.some((term) => term.id === id) ? { ...node, values } : node];
    }),
  );
  const left = new Set(rules.flatMap((rule) => rule(new EnergyGraph(weighed)).map(placeOf)));
  const caused = (finding: Finding): boolean => finding.code !== 'EBM3009' && !left.has(placeOf(finding));
  if (!findings.some(caused)) return [...findings];
  const names = idle.map(({ id }) => `“${id}”`).join(' and ');
  const operations = idle.map(
    (term) => ({ kind: 'set-parameter', node: term.id, path: ['weight'], value: usualWeight(term) }) as const,
  );
  const [first] = idle;
  const fix: Fix = {
    title: idle.length > 1 ? `Weigh ${names}` : `Set the weight of ${names} to ${first && usualWeight(first)}`,
    operation: { kind: 'sequence', operations },
  };
  return findings
    .filter(({ code }) => code !== 'EBM3009')
    .map((finding) =>
      caused(finding)
        ? {
            ...finding,
            message: `${finding.message} ${names} ${idle.length > 1 ? 'have' : 'has'} weight 0.`,
            fixes: () => [fix],
          }
        : finding,
    );
}

const usualWeight = ({ block }: CheckedNode): number => Number(block.parameters.weight?.default ?? 1);

const placeOf = ({ code, node = '' }: Finding): string => `${code} ${node}`;
