import type { ContrastBlock } from '../../blocks/block';
import { areApart, isHalf } from '../../blocks/part';
import type { CheckedNode } from '../node';
import { decoderIsBounded } from './bounds';
import { type EnergyGraph, isSignal, once, outputVolume, type Term } from './energy-graph';
import { inferenceOf } from './inference';
import { type JointEmbedding, jointEmbeddings, type Spread } from './joint-embedding';

/** The ways to limit how much of the space can have low energy (LeCun 2019; LeCun et al. 2006; Rifai et al. 2011; Bardes et al. 2022). */
export type MechanismKind =
  | 'few dimensions'
  | 'discrete code'
  | 'bounded code'
  | 'sparsity'
  | 'noise with a prior'
  | 'corruption'
  | 'hidden parts'
  | 'prediction'
  | 'contraction'
  | 'contrast'
  | 'likelihood'
  | 'score'
  | 'variance'
  | 'covariance'
  | 'decorrelation'
  | 'normality'
  | 'asymmetry'
  | 'moving average';

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
    ...predictions(graph, prediction, target),
    ...contractions(graph, prediction, target),
    ...otherParts(graph, prediction, target),
    ...graph
      .codesBehind(prediction)
      .filter((code) => everyPathPasses(graph, prediction, target, (node) => node === code))
      .flatMap((code) => codeMechanisms(graph, code, target, term.id, given(graph, prediction, target))),
  ]);
  const lifted = graph.contrasts.map(({ id, block }) => liftings[block.lifts](id));
  const named = new Set<string>();
  return [...limits, ...lifted, ...spread].filter(({ kind, node }) => {
    const first = !named.has(`${kind} ${node}`);
    named.add(`${kind} ${node}`);
    return first;
  });
});

type Held = Extract<Spread, { of: string }>;

const spreadWords: { readonly [K in Held['kind']]: (held: Held, term: string) => string } = {
  variance: ({ node, of }, term) =>
    `Variance: “${node}” keeps “${of}” spread over the batch, so the two sides of “${term}” cannot agree by being constant.`,
  covariance: ({ node, of }) =>
    `Covariance: “${node}” keeps the units of “${of}” from repeating each other, so that the spread is over all its dimensions.`,
  decorrelation: ({ node }) =>
    `Decorrelation: “${node}” asks each unit to vary with its twin and with no other, which no constant and no repetition does.`,
  contrast: ({ node }, term) =>
    `Contrast: “${node}” tells each sample from all others of the batch, so the two sides of “${term}” cannot agree by being constant.`,
  normality: ({ node, of }, term) =>
    `Normality: “${node}” holds “${of}” near a normal distribution over the batch, so the two sides of “${term}” cannot agree by being constant.`,
};

/** What keeps two embeddings apart that are drawn to each other. */
function spreadMechanism({ term }: JointEmbedding, spread: Spread): Mechanism[] {
  const { kind } = spread;
  if ('of' in spread)
    return [{ kind: spread.kind, node: spread.node, words: spreadWords[spread.kind](spread, term.id) }];
  if (kind === 'moving average') {
    const words = `Moving average: “${spread.node}” follows slowly and no gradient reaches it, and “${spread.predictor}” must predict what it gives, so the two sides of “${term.id}” are not drawn into one point.`;
    return [{ kind, node: spread.node, words }];
  }
  if (kind === 'asymmetry') {
    const words = `Asymmetry: no gradient passes “${spread.node}”, and “${spread.predictor}” must predict what it carries, so the two sides of “${term.id}” are not drawn into one point.`;
    return [{ kind, node: spread.node, words }];
  }
  return [];
}

/** ` for each “past”`: what a prediction is told besides its code, and is no part of what it predicts. */
function given(graph: EnergyGraph, prediction: CheckedNode, target: CheckedNode): string {
  const context = [...graph.upstream(prediction)].find(
    (node) => node.block.category === 'observation' && !graph.dependsOn(target, node),
  );
  return context ? ` for each “${context.id}”` : '';
}

function codeMechanisms(
  graph: EnergyGraph,
  code: CheckedNode,
  target: CheckedNode,
  term: string,
  each: string,
): Mechanism[] {
  const found: Mechanism[] = [];
  const [dimensions, size] = [outputVolume(code), outputVolume(target)];
  const discrete = discreteWords(code, term, each);
  if (discrete) found.push({ kind: 'discrete code', node: code.id, words: `Discrete code: ${discrete}` });
  else if (dimensions !== undefined && size !== undefined && dimensions < size) {
    found.push({
      kind: 'few dimensions',
      node: code.id,
      words: `Few dimensions: “${code.id}” has ${dimensions} numbers for ${size}, so “${term}” can be low only on a surface of ${dimensions} dimensions${each}.`,
    });
  }
  const how = inferenceOf(code);
  if (how?.kind === 'descent' && (how.bound === 'unit-ball' || how.bound === 'unit-sphere')) {
    const where = how.bound === 'unit-ball' ? 'in the unit ball' : 'on the unit sphere';
    found.push({
      kind: 'bounded code',
      node: code.id,
      words: `Bounded code: “${code.id}” must lie ${where}, so only what the decoder makes of so small a set is cheap.`,
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
  return found;
}

/** How many points or regions a code of choices leaves cheap. */
function discreteWords(code: CheckedNode, term: string, each: string): string | undefined {
  const how = inferenceOf(code);
  const choices = outputVolume(code) ?? 0;
  if (how?.kind === 'every' && how.take === 'least')
    return `“${code.id}” is one of ${choices}, so “${term}” can be low only around ${choices} points${each}.`;
  if (how?.kind === 'every')
    return `“${code.id}” weighs ${choices} choices, so “${term}” can be low only around ${choices} points${each}.`;
  if (!isSignal(code) || !code.block.quantizes) return undefined;
  return `each slot of “${code.id}” is one of ${code.values.entries} entries, so “${term}” can be low only around finitely many points${each}.`;
}

/** A penalty on how fast what every prediction passes through changes with the observation. */
function contractions(graph: EnergyGraph, prediction: CheckedNode, target: CheckedNode): Mechanism[] {
  return graph.lowered
    .filter(({ block }) => block.pull === 'contraction')
    .flatMap((pull) => {
      const slowed = graph.source(pull, 'input');
      if (!slowed || !everyPathPasses(graph, prediction, target, (node) => node === slowed)) return [];
      if (!decoderIsBounded(graph, slowed)) return [];
      const words = `Contraction: “${pull.id}” charges every change of “${slowed.id}”, so it follows the observation only where the data vary.`;
      return [{ kind: 'contraction' as const, node: pull.id, words }];
    });
}

/** What lifts the energy off the data, in words. */
const liftings: { readonly [K in ContrastBlock['lifts']]: (id: string) => Mechanism } = {
  contrast: (id) => ({
    kind: 'contrast',
    node: id,
    words: `Contrast: “${id}” pushes the energy up at samples of its own low places, until those are where the data are.`,
  }),
  likelihood: (id) => ({
    kind: 'likelihood',
    node: id,
    words: `Likelihood: “${id}” pushes the energy up everywhere, most where it is lowest, as the normalisation of a density asks.`,
  }),
  score: (id) => ({
    kind: 'score',
    node: id,
    words: `Score: “${id}” makes the slope of the energy lead from noise back to the data.`,
  }),
};

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

/** A function of another observation: nothing of its target reaches it, by a wire or by a code that is found. */
function predictions(graph: EnergyGraph, prediction: CheckedNode, target: CheckedNode): Mechanism[] {
  const source = [...graph.upstream(prediction)].find(({ block }) => block.lowering === 'observation');
  if (target.block.lowering !== 'observation' || !source || graph.dependsOn(prediction, target)) return [];
  if (graph.codesBehind(prediction).some((code) => inferenceOf(code))) return [];
  const words = `Prediction: “${prediction.id}” sees nothing of “${target.id}”, so for each “${source.id}” one “${target.id}” alone is cheap.`;
  return [{ kind: 'prediction', node: prediction.id, words }];
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
