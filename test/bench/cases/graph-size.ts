import { check } from '../../../core/analysis/check';
import type { GraphEdge, GraphNode, Json } from '../../../core/graph/document';
import { currentFormat, parseEndpoint } from '../../../core/graph/document';
import { applyOperation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { serialize } from '../../../core/graph/serialize';
import { type BenchCase, beside, growthExponent, type Measurement, time } from '../measurement';

const sizes = [60, 125, 250, 500, 1000];

/** What a person does not wait for: a full check while a file opens, and one frame after an edit. */
const bars = { blocks: 500, full: 50, edit: 16 };

/** How large a graph the checker keeps up with: from the text of a graph to its diagnostics. */
export const graphSize: BenchCase = {
  name: 'graph-size',
  about: 'The checker on graphs of many blocks, whole and after one edit.',
  run({ quick }) {
    const rounds = quick ? { warmUp: 2, rounds: 5 } : { warmUp: 10, rounds: 31 };
    const graphs = sizes.map((blocks) => ({ blocks, text: hierarchy(blocks) }));
    // What the first graphs would otherwise wait for: the engine compiles as it goes.
    for (const { text } of graphs) time(() => check(parse(text)), { warmUp: 0, rounds: rounds.rounds });
    const timings = graphs.map(({ blocks, text }) => {
      const before = check(parse(text));
      if (before.nodes.size !== blocks || before.diagnostics.length)
        throw new Error(`The graph of ${blocks} blocks is not what it should be.`);
      // Another width each round, so that each check finds something changed.
      const edited = Array.from({ length: rounds.warmUp + rounds.rounds }, (_, round) =>
        applyOperation(text, { kind: 'set-parameter', node: 'code3', path: ['dimensions'], value: 5 + round }),
      );
      const full = time(() => check(parse(text)), rounds);
      const edit = time((round) => check(parse(edited[round] ?? text), before), rounds);
      return { blocks, full, edit };
    });
    const exponent = (of: 'full' | 'edit'): string =>
      growthExponent(timings.map((timing) => [timing.blocks, timing[of].median])).toFixed(2);
    const barred = timings.find(({ blocks }) => blocks === bars.blocks);
    return {
      measurements: timings.flatMap(({ blocks, full, edit }): Measurement[] => [
        beside({ case: `graph-size ${blocks} full`, backend: 'node' }, full),
        beside({ case: `graph-size ${blocks} edit`, backend: 'node' }, edit, { name: 'full check', timing: full }),
      ]),
      notes: [`A full check grows as blocks^${exponent('full')}, one after an edit as blocks^${exponent('edit')}.`],
      bars: (['full', 'edit'] as const).map((of) => ({
        words: `${of} check of ${bars.blocks} blocks below ${bars[of]} ms`,
        cleared: (barred?.[of].median ?? Number.POSITIVE_INFINITY) < bars[of],
      })),
    };
  },
};

/** How many encoders stand on each other before the next one starts from the observation again. */
const depth = 8;

/**
 * A graph of exactly so many blocks: variational autoencoders over the features of one another's encoders, each with its
 * own code, decoder, distance and prior; what is left over corrupts inputs.
 */
function hierarchy(blocks: number): string {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  const add = (id: string, block: string, parameters: { readonly [name: string]: Json } = {}): void => {
    nodes.set(id, { id, block, parameters });
  };
  const wire = (start: string, end: string): void => {
    const [from, to] = [parseEndpoint(start), parseEndpoint(end)];
    if (from && to) edges.push({ from, to, index: edges.length });
  };
  add('x', 'observation', { data: 'digits' });
  add('energy', 'energy');
  const chains = Math.floor((blocks - 2) / 6);
  for (let chain = 0; chain < chains; chain++) {
    const above = chain % depth === 0;
    const dense = { layer: 'dense', units: 64, activation: 'relu' };
    add(`encoder${chain}`, 'encoder', { layers: above ? [{ layer: 'flatten' }, dense] : [dense] });
    add(`code${chain}`, 'code', { kind: 'gaussian', dimensions: 4 });
    add(`noise${chain}`, 'reparameterized-noise');
    add(`decoder${chain}`, 'decoder', {
      layers: [dense, { layer: 'dense', units: 64, activation: 'linear' }, { layer: 'reshape', shape: [8, 8, 1] }],
    });
    add(`reconstruction${chain}`, 'bernoulli', { weight: 1 });
    add(`kl${chain}`, 'kl', { weight: 1 });
    const spare = chain < blocks - 2 - 6 * chains;
    if (spare) {
      add(`corruption${chain}`, 'masking-noise');
      wire(above ? 'x.value' : `encoder${chain - 1}.output`, `corruption${chain}.input`);
      wire(`corruption${chain}.output`, `encoder${chain}.input`);
    } else wire(above ? 'x.value' : `encoder${chain - 1}.output`, `encoder${chain}.input`);
    wire(`encoder${chain}.output`, `code${chain}.input`);
    wire(`code${chain}.code`, `noise${chain}.input`);
    wire(`noise${chain}.output`, `decoder${chain}.code`);
    wire(`decoder${chain}.output`, `reconstruction${chain}.prediction`);
    wire('x.value', `reconstruction${chain}.target`);
    wire(`code${chain}.code`, `kl${chain}.input`);
    wire(`reconstruction${chain}.energy`, 'energy.terms');
    wire(`kl${chain}.energy`, 'energy.terms');
  }
  const layout = new Map(
    [...nodes.keys()].map((id, index) => [id, { x: 280 * (index % 20), y: 340 * Math.floor(index / 20) }]),
  );
  return serialize({ format: currentFormat, name: 'hierarchy', about: '', nodes, edges, training: {}, layout });
}
