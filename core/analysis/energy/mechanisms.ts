import { areApart, isHalf } from '../../blocks/part';
import type { CheckedNode } from '../node';
import { decoderIsBounded } from './bounds';
import { type EnergyGraph, isSignal, once, outputVolume, type Term } from './energy-graph';
import { inferenceOf } from './inference';
import { type JointEmbedding, jointEmbeddings, type Spread } from './joint-embedding';

/** The ways to limit how much of the space can have low energy (LeCun 2019; LeCun et al. 2006; Rifai et al. 2011; Bardes et al. 2022). */
export type MechanismKind =
  | 'few dimensions'
  | 'few choices'
  | 'sparsity'
  | 'noise with a prior'
  | 'corruption'
  | 'hidden parts'
  | 'contraction'
  | 'contrast'
  | 'variance'
  | 'asymmetry';

/** One thing that keeps the energy high off the data, where it is, and how, in words. */
export interface Mechanism {
  readonly kind: MechanismKind;
  readonly node: string;
  readonly words: string;
}

/** All that limits the volume of low energy in a graph. */
export const findMechanisms = once((graph): readonly Mechanism[] => {
  const joint = jointEmbeddings(graph);
  const separate = graph.distances.filter(({ term }) => !joint.some((each) => each.term === term));
  const spread = joint.flatMap((embedding) => embedding.spread.flatMap((each) => spreadMechanism(embedding, each)));
  const limits = separate.flatMap(({ term, prediction, target }) => [
    ...corruptions(graph, prediction, target),
    ...hiddenParts(graph, term, prediction, target),
    ...otherParts(graph, prediction, target),
    ...graph
      .codesBehind(prediction)
      .filter((code) => everyPathPasses(graph, prediction, target, (node) => node === code))
      .flatMap((code) => codeMechanisms(graph, code, target, term.id)),
  ]);
  const contrasts = graph.contrasts.map(({ id }): Mechanism => {
    const words = `Contrast: “${id}” charges a low energy elsewhere than at the data.`;
    return { kind: 'contrast', node: id, words };
  });
  return [
    ...limits,
    ...contrasts,
    ...spread.filter(({ node }, index) => spread.findIndex((each) => each.node === node) === index),
  ];
});

/** What keeps two embeddings apart that are drawn to each other. */
function spreadMechanism({ term }: JointEmbedding, spread: Spread): Mechanism[] {
  const { kind } = spread;
  if (kind === 'variance') {
    const words = `Variance: “${spread.node}” keeps “${spread.of}” spread over the batch, so the two sides of “${term.id}” cannot agree by being constant.`;
    return [{ kind, node: spread.node, words }];
  }
  if (kind === 'asymmetry') {
    const words = `Asymmetry: no gradient passes “${spread.node}”, and “${spread.predictor}” must predict what it carries, so the two sides of “${term.id}” are not drawn into one point.`;
    return [{ kind, node: spread.node, words }];
  }
  return [];
}

function codeMechanisms(graph: EnergyGraph, code: CheckedNode, target: CheckedNode, term: string): Mechanism[] {
  const found: Mechanism[] = [];
  const [dimensions, size] = [outputVolume(code), outputVolume(target)];
  if (isDiscrete(code)) {
    const words = `Few choices: “${code.id}” takes one of a few values, so “${term}” can be low only near what they decode to.`;
    found.push({ kind: 'few choices', node: code.id, words });
  } else if (dimensions !== undefined && size !== undefined && dimensions < size) {
    found.push({
      kind: 'few dimensions',
      node: code.id,
      words: `Few dimensions: “${code.id}” has ${dimensions} numbers for ${size}, so “${term}” can be low only on a surface of ${dimensions} dimensions.`,
    });
  }
  for (const pull of graph.pullsOn(code)) {
    if (pull.block.prior && graph.drawsFrom(code).length) {
      found.push({
        kind: 'noise with a prior',
        node: pull.id,
        words: `Noise with a prior: each sample fills a fuzzy ball in “${code.id}”, and “${pull.id}” holds the balls near the origin, so few fit without overlap.`,
      });
    }
    if (pull.block.pull === 'sparsity' && decoderIsBounded(graph, code)) {
      found.push({
        kind: 'sparsity',
        node: pull.id,
        words: `Sparsity: “${pull.id}” lets few units of “${code.id}” be used at a time, so only sums of few parts are cheap.`,
      });
    }
  }
  for (const { block, id } of graph.lowered.filter((each) => graph.source(each, 'input') === code)) {
    if (!block.secondOrder || !decoderIsBounded(graph, code)) continue;
    const words = `Contraction: “${id}” charges how fast “${code.id}” changes, so it can follow the data only where they vary.`;
    found.push({ kind: 'contraction', node: id, words });
  }
  return found;
}

const isDiscrete = (code: CheckedNode): boolean =>
  inferenceOf(code)?.kind === 'every' || (isSignal(code) && code.block.quantizes === true);

/** A mask over the input, while only what it hides counts: what is not seen must follow from what is. */
function hiddenParts(graph: EnergyGraph, term: Term, prediction: CheckedNode, target: CheckedNode): Mechanism[] {
  const mask = graph.source(term, 'mask');
  if (!mask || !graph.dependsOn(prediction, mask) || seesBehind(graph, prediction, target, mask)) return [];
  return [
    {
      kind: 'hidden parts',
      node: mask.id,
      words: `Hidden parts: what “${mask.id}” hides must be predicted from what it shows, so only parts that belong together are cheap.`,
    },
  ];
}

/** One part predicted from another: what is not read must follow from what is. */
function otherParts(graph: EnergyGraph, prediction: CheckedNode, target: CheckedNode): Mechanism[] {
  const whole = wholeOf(graph, target);
  const read = [...graph.upstream(prediction)].find((node) => isApart(graph, node, target));
  // A code that is searched for reads all that is observed.
  const searches = graph.codesBehind(prediction).some((code) => inferenceOf(code));
  if (!whole || !read || searches || !everyPathPasses(graph, prediction, target, () => false)) return [];
  return [
    {
      kind: 'hidden parts',
      node: read.id,
      words: `Hidden parts: of “${whole.id}”, “${prediction.id}” reads “${read.id}” alone and must predict “${target.id}”, so only parts that belong together are cheap.`,
    },
  ];
}

/** What a part is a part of. */
const wholeOf = (graph: EnergyGraph, node: CheckedNode): CheckedNode | undefined =>
  node.block.type === 'part' ? graph.source(node, 'input') : undefined;

/** Whether two nodes are parts of one whole, and have nothing in common. */
function isApart(graph: EnergyGraph, node: CheckedNode, other: CheckedNode): boolean {
  const [whole, one, two] = [wholeOf(graph, node), String(node.values.which), String(other.values.which)];
  return whole !== undefined && whole === wholeOf(graph, other) && isHalf(one) && isHalf(two) && areApart(one, two);
}

/** Whether a prediction knows its target by a way that a mask does not cover. */
export const seesBehind = (
  graph: EnergyGraph,
  prediction: CheckedNode,
  target: CheckedNode,
  mask: CheckedNode,
): boolean =>
  !everyPathPasses(graph, prediction, target, (node) =>
    [...node.wires.values()].flat().some(({ from }) => from.node === mask.id),
  );

/** Noise on the way in, while the target is clean: what is pushed off the data must be brought back. */
function corruptions(graph: EnergyGraph, prediction: CheckedNode, target: CheckedNode): Mechanism[] {
  return [...graph.upstream(prediction)]
    .filter((node) => isSignal(node) && node.block.onlyWhileTraining)
    .filter(({ values: { scale, rate } }) => scale !== 0 && rate !== 0)
    .filter((node) => !graph.upstream(target).has(node) && graph.dependsOn(node, target))
    .map((node) => ({
      kind: 'corruption',
      node: node.id,
      words: `Corruption: “${node.id}” moves samples off the data and they must be predicted where they were, so the way back leads to the data.`,
    }));
}

/** Whether the prediction knows the target, or the whole that it is a part of, only through nodes that are a gate. */
export function everyPathPasses(
  graph: EnergyGraph,
  prediction: CheckedNode,
  target: CheckedNode,
  gate: (node: CheckedNode) => boolean,
): boolean {
  const whole = wholeOf(graph, target);
  const seen = new Set<CheckedNode>();
  const pending = [prediction];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node === target || node === whole) return false;
    if (gate(node) || seen.has(node) || isApart(graph, node, target)) continue;
    seen.add(node);
    pending.push(...graph.sourcesOf(node));
  }
  return true;
}
