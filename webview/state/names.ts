import type { CheckedGraph, CheckedNode } from '../../core/analysis/check';
import { formatBatch, formatSizes, type Role } from '../../core/blocks/signal';
import { formatEndpoint, type GraphEdge } from '../../core/graph/document';
import { signalFrom } from './wiring';

const letters: Record<Role, string> = {
  observation: 'x',
  feature: 'h',
  code: 'z',
  distribution: 'q',
  reconstruction: 'x̂',
  mask: 'm',
  network: 'θ',
};

export const letterOf = (role: Role | 'energy' | undefined): string =>
  role === 'energy' ? 'E' : role ? letters[role] : '·';

export const roleNames: Record<Role | 'energy', string> = {
  observation: 'observation',
  feature: 'features',
  code: 'code',
  distribution: 'distribution',
  reconstruction: 'reconstruction',
  mask: 'mask',
  network: 'network',
  energy: 'energy',
};

/** The name of what a block gives, as a reader writes it: `x`, `h`, `x̂`, `R(z)`. */
export function variableName(graph: CheckedGraph, { id, block, values, wires }: CheckedNode): string {
  if (block.lowering === 'observation') return id;
  if (block.lowering === 'energy') return 'F';
  if (block.lowering === 'signal') return block.valueName(values).replace(/^(.)Hat$/, '$1\u0302');
  const needed = block.inputs.filter(({ optional }) => !optional);
  const read = needed.map(({ name }) => {
    const source = graph.nodes.get(wires.get(name)?.[0]?.from.node ?? '');
    return source ? variableName(graph, source) : '·';
  });
  return `${block.category === 'regularizer' ? 'R' : 'D'}(${read.reverse().join(', ')})`;
}

/** What a wire carries: short for the canvas, and in words. */
export function wireWords(graph: CheckedGraph, edge: GraphEdge): { readonly label: string; readonly title: string } {
  const source = graph.nodes.get(edge.from.node);
  const ends = `${formatEndpoint(edge.from)} to ${formatEndpoint(edge.to)}`;
  if (!source) return { label: '', title: ends };
  const name = variableName(graph, source);
  if (source.block.lowering === 'energy') return { label: 'F', title: `${ends}: F, the whole energy` };
  if (source.block.lowering === 'term') return { label: name, title: `${ends}: ${name}, one number a sample` };
  const signal = signalFrom(graph, edge.from);
  if (!signal) return { label: name, title: `${ends}: shape not known yet` };
  const words = `${roleNames[signal.role]} ${name}, ${formatBatch(signal.shape)}`;
  const each = signal.role === 'distribution' ? ' for the mean and for the log-variance' : '';
  return { label: `${name} ${formatSizes(signal.shape)}`, title: `${ends}: ${words}${each}` };
}
