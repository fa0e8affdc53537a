import type { TermBlock } from '../../blocks/block';
import { costOf } from '../cost';
import type { CheckedNode } from '../node';
import { type Distance, type EnergyGraph, once } from './energy-graph';
import { borrows, stopsGradient, withGradient } from './gradient';

/** What keeps the two sides of a joint embedding from being one constant, and where. */
export type Spread =
  | { readonly kind: NonNullable<TermBlock['spreads']>; readonly node: string; readonly of: string }
  /** Units that do not repeat each other, beside what keeps them spread. */
  | { readonly kind: 'covariance'; readonly node: string; readonly of: string }
  | { readonly kind: 'asymmetry' | 'moving average'; readonly node: string; readonly predictor: string }
  /** What is compared must also predict something that is given. */
  | { readonly kind: 'prediction' };

/** A distance between two things that are both learned: low where they agree, and wholly so where both are constant. */
export interface JointEmbedding extends Distance {
  readonly spread: readonly Spread[];
}

/**
 * The joint embeddings of a graph (LeCun 2022). A side is learned where a gradient reaches something behind it, of this
 * term or of another; a random network that never learns is as good as data.
 */
export const jointEmbeddings = once((graph): readonly JointEmbedding[] => {
  const isFixed = (side: CheckedNode): boolean => learners(withLenders(graph, graph.upstream(side))).length === 0;
  if (graph.distances.every(({ prediction, target }) => isFixed(prediction) || isFixed(target))) return [];
  const trained = new Set(graph.weighty.flatMap((term) => learners(withGradient(graph, term))));
  const isGiven = (side: CheckedNode): boolean =>
    !learners(withLenders(graph, graph.upstream(side))).some((node) => trained.has(node));
  const predictions = graph.distances.filter(({ target }) => isGiven(target)).map(({ prediction }) => prediction);
  return graph.distances.flatMap(({ term, prediction, target }) => {
    const sides = [prediction, target];
    if (sides.some(isGiven) || !sides.some((side) => learners(withGradient(graph, side)).length)) return [];
    const predicts = sides.some((side) => predictions.some((each) => graph.dependsOn(each, side)));
    const kept = sides.flatMap((side) => holding(graph, side, ({ spreads }) => spreads));
    const spread = [
      ...kept,
      ...(kept.length ? sides.flatMap((side) => holding(graph, side, apart)) : []),
      ...asymmetries(graph, prediction, target),
      ...asymmetries(graph, target, prediction),
      ...(predicts ? [{ kind: 'prediction' } as const] : []),
    ];
    return [{ term, prediction, target, spread }];
  });
});

const apart = ({ decorrelates }: TermBlock) => (decorrelates ? ('covariance' as const) : undefined);

/** Terms of a kind that hold a side, or what it is made of or into. */
function holding<K extends string>(
  graph: EnergyGraph,
  side: CheckedNode,
  kindOf: (block: TermBlock) => K | undefined,
): { readonly kind: K; readonly node: string; readonly of: string }[] {
  return graph.lowered.flatMap((term) => {
    const kind = kindOf(term.block);
    if (!kind) return [];
    const held = term.block.inputs.flatMap(({ name }) => graph.source(term, name) ?? []);
    const of = held.find((node) => graph.dependsOn(side, node) || graph.dependsOn(node, side));
    return of ? [{ kind, node: term.id, of: of.id }] : [];
  });
}

/**
 * A target without a gradient, and on the other side a predictor: something learned that reads an embedding which is such
 * a target itself, here or in another term.
 */
function asymmetries(graph: EnergyGraph, side: CheckedNode, fixed: CheckedNode): Spread[] {
  if (learners(withGradient(graph, fixed)).length) return [];
  const stops = [...graph.nodes.values()].filter(stopsGradient);
  const stop = stops.find((node) => graph.dependsOn(fixed, node));
  // What a target stands for: the signal that is stopped, or the network that a moving average follows.
  const targets = stops.flatMap((node) => graph.source(node, borrows(node) ? 'network' : 'input') ?? []);
  const predictor = learners(withGradient(graph, side)).find(
    (node) =>
      !graph.dependsOn(fixed, node) &&
      targets.some((embedding) => embedding !== node && graph.dependsOn(node, embedding)),
  );
  if (!stop || !predictor) return [];
  return [{ kind: borrows(stop) ? 'moving average' : 'asymmetry', node: stop.id, predictor: predictor.id }];
}

/** With the blocks whose weights others use. */
const withLenders = (graph: EnergyGraph, nodes: Iterable<CheckedNode>): CheckedNode[] =>
  [...nodes].flatMap((node) => [node, ...(borrows(node) ? [graph.source(node, 'network') ?? []].flat() : [])]);

/** The nodes that have something to learn. */
export const learners = (nodes: Iterable<CheckedNode>): CheckedNode[] =>
  [...nodes].filter((node) => (costOf(node)?.parameters ?? 0) > 0);
