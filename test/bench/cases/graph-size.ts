import { check } from '../../../core/analysis/check';
import { applyOperation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { hierarchy } from '../hierarchy';
import { type BenchCase, beside, growthExponent, type Measurement, time } from '../measurement';

const sizes = [60, 125, 250, 500, 1000];

/** What a person does not wait for: a full check while a file opens, and one frame after an edit. */
const bars = { blocks: 500, full: 50, edit: 16 };

/** How large a graph the checker keeps up with: from the text of a graph to its diagnostics. */
export const graphSize: BenchCase = {
  name: 'graph-size',
  about: 'The checker on graphs of many blocks, whole and after one edit.',
  async run({ quick }) {
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
