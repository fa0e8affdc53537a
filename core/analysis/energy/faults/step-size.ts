import type { CheckedNode } from '../../node';
import { type EnergyGraph, outputVolume, type Term, weightOf } from '../energy-graph';
import { inferenceOf } from '../inference';
import { type Rule, warn } from './rule';

/** Plain gradient steps on a code that are longer than the inverse of the steepest curvature. */
export const stepSize: Rule = (graph) =>
  graph.codes.flatMap((code) => {
    const how = inferenceOf(code);
    const size = code.values.stepSize;
    if (how?.kind !== 'descent' || how.method !== 'gradient' || typeof size !== 'number') return [];
    // A step that is put back onto a sphere has another curvature than the energy.
    if (how.bound === 'unit-ball' || how.bound === 'unit-sphere') return [];
    const least = leastCurvature(graph, code);
    if (size * least <= 1) return [];
    const value = floor(1 / least);
    const message = `“${code.id}” takes steps of ${size}, and along some direction its energy curves by ${Number(least.toPrecision(3))} or more: beyond 1/L, here ${value}, a step goes past the bottom.`;
    return [
      warn('EBM3014', message, {
        node: code.id,
        path: ['stepSize'],
        fixes: () => [
          {
            title: `Set the step size to ${value}`,
            operation: { kind: 'set-parameter', node: code.id, path: ['stepSize'], value },
          },
        ],
      }),
    ];
  });

/**
 * At least how steeply the energy curves in the code: L ≥ max over fits + springs.
 *
 * A fit w ‖x − z W‖² has the Hessian 2w W Wᵀ. For K atoms of norm 1 in d dimensions its trace is 2w K and its rank at most
 * min(K, d), so that its largest eigenvalue is at least 2w K / min(K, d) = 2w max(1, K/d). Of several fits the steepest
 * counts: what the others add is never negative. A spring c ‖z − f‖² adds 2c in every direction. Whatever else there is
 * is bounded below, and so cannot be curved downwards everywhere: somewhere its curvature comes as near to 0 as one likes,
 * so that springs bound L behind any decoder.
 */
function leastCurvature(graph: EnergyGraph, code: CheckedNode): number {
  const terms = graph.lowered.filter((term) => graph.dependsOn(term, code));
  // A potential may fall without end.
  if (terms.some((term) => graph.source(term, 'prediction') === undefined && term.block.category === 'distance'))
    return 0;
  const springs = terms.reduce((sum, term) => sum + springOf(graph, code, term), 0);
  return Math.max(0, ...terms.map((term) => fitOf(graph, code, term))) + springs;
}

/** 2c of a term c ‖z‖² or c ‖z − f‖², where a gradient reaches z. */
function springOf(graph: EnergyGraph, code: CheckedNode, term: Term): number {
  if (term.block.pull === 'norm') return graph.source(term, 'input') === code ? 2 * weightOf(term) : 0;
  if (term.block.type !== 'code-prediction') return 0;
  const ends = ['code', 'prediction'].map((port) => graph.source(term, port));
  const [z, f] = term.values.moves === 'encoder' ? ends.toReversed() : ends;
  const moved = z === code || (term.values.moves === 'both' && f === code);
  const other = z === code ? f : z;
  return moved && other && !graph.dependsOn(other, code) ? 2 * weightOf(term) : 0;
}

/** 2w max(1, K/d) of a squared error through K atoms of norm 1. */
function fitOf(graph: EnergyGraph, code: CheckedNode, term: Term): number {
  const [decoder, target] = [graph.source(term, 'prediction'), graph.source(term, 'target')];
  if (term.block.type !== 'squared-error' || graph.source(term, 'mask') || !decoder || !target) return 0;
  const { constraint } = decoder.values;
  if (constraint !== 'unit-norm' && constraint !== 'orthonormal') return 0;
  const linear = decoder.block.lowering === 'signal' && decoder.block.linearMap?.(decoder.values);
  if (!linear || graph.source(decoder, 'code') !== code || graph.dependsOn(target, code)) return 0;
  const [atoms, dimensions] = [outputVolume(code), outputVolume(decoder)];
  if (!atoms || !dimensions) return 0;
  const weight = weightOf(term) / (term.values.reduction === 'mean' ? dimensions : 1);
  return 2 * weight * Math.max(1, atoms / dimensions);
}

/** With three digits, and not above. */
function floor(value: number): number {
  const rounded = Number(value.toPrecision(3));
  const digit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return rounded > value ? Number((rounded - digit).toPrecision(3)) : rounded;
}
