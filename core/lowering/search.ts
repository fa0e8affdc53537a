import type { EnergyGraph } from '../analysis/energy/energy-graph';
import { inferredCode, type LinearFitNodes } from '../analysis/energy/inference';
import type { CheckedNode } from '../analysis/node';
import { volume } from '../blocks/signal';
import { type Expression, parameter, type SampleShape, setting, variable } from '../program/expression';
import type { Assignable } from '../program/program';
import type { Inference, LinearFit, Search } from '../program/search';

/** What the flow calls things. */
interface Called {
  key(id: string): string;
  value(id: string): Assignable;
}

/** The search for a code, as the graph around it says what its energy is. */
export function lowerSearch(
  graph: EnergyGraph,
  code: CheckedNode,
  shape: SampleShape,
  how: Inference,
  rate: Expression | undefined,
  called: Called,
): Search {
  const found = inferredCode(graph, code);
  if (!found || 'fault' in found) throw new Error(`Nothing infers “${code.id}”; the checker should have said so.`);
  if (how.kind === 'every') return { op: 'search', how, beta: rate, shape };
  if (how.kind === 'descent') {
    if (!rate) throw new Error('Gradient steps need a size.');
    return { op: 'search', how, rate, shape };
  }
  const { penalty, fit } = found;
  return {
    op: 'search',
    how,
    smooth: fit ? linearFit(fit, shape, called) : 'energy',
    penalty: penalty && { term: called.key(penalty.id), weight: setting(called.key(penalty.id), 'weight') },
    shape,
  };
}

function linearFit({ term, target, decoder, atoms }: LinearFitNodes, shape: SampleShape, called: Called): LinearFit {
  const observed = called.value(target.id);
  const size = volume(Object.values(decoder.outputs)[0]?.shape ?? []);
  const key = called.key(decoder.id);
  return {
    target: variable(observed.name, observed.shape),
    decode: key,
    atoms: parameter([key, ...atoms], [...shape, size]),
    weight: setting(called.key(term.id), 'weight'),
    sites: term.values.reduction === 'mean' ? size : 1,
  };
}
