import { type Kink, kinksOf } from '../../../blocks/layers/kinks';
import type { WrittenLayer } from '../../../blocks/layers/stack';
import type { CheckedNode } from '../../node';
import type { EnergyGraph } from '../energy-graph';
import { type Rule, warn } from './rule';

/** A slope that is shaped through rectifiers: it is a step function, which training can shift but not bend. */
export const kinks: Rule = (graph) =>
  [...graph.lowered, ...graph.contrasts].flatMap((shaper) => {
    if (!shaper.block.secondOrder) return [];
    const found = derivedThrough(graph, shaper).flatMap((node) => kinksIn(node).map((kink) => ({ node, kink })));
    const [first] = found;
    if (!first) return [];
    const message = `“${shaper.id}” shapes a slope, and through the ${words(first.kink)} of “${first.node.id}” that slope is a step function, flat but for its jumps.`;
    const title = found.length > 1 ? 'Make all of the way smooth' : `Make “${first.node.id}” smooth`;
    const operations = found.map(
      ({ node, kink }) => ({ kind: 'set-parameter', node: node.id, path: kink.path, value: kink.smooth }) as const,
    );
    const fixes = () => [{ title, operation: { kind: 'sequence', operations } as const }];
    return [warn('EBM3013', message, { node: first.node.id, path: first.kink.path, fixes })];
  });

const words = ({ value }: Kink): string =>
  ({ relu: 'ReLU', leakyRelu: 'leaky ReLU', max: 'maximum' })[String(value)] ?? String(value);

/** The networks that a derivative is taken through: of one signal by another, or of the whole energy by what is observed. */
function derivedThrough(graph: EnergyGraph, shaper: CheckedNode): CheckedNode[] {
  const by = graph.source(shaper, 'observation');
  const ends = by ? [graph.source(shaper, 'input') ?? shaper] : graph.lowered;
  const starts = by ? [by] : [...graph.nodes.values()].filter(({ block }) => block.lowering === 'observation');
  const between = ends.flatMap((end) =>
    [...graph.upstream(end)].filter((node) => starts.some((start) => graph.dependsOn(node, start))),
  );
  // A copy applies the layers of the block that lends them.
  return [...new Set(between.flatMap((node) => [node, ...graph.lendersOf(node)]))];
}

const kinksIn = ({ values }: CheckedNode): Kink[] =>
  Array.isArray(values.layers) ? kinksOf(values.layers as readonly WrittenLayer[]) : [];
