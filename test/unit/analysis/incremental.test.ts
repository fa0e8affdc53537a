import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { applyOperation, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { template } from '../templates';

const vae = template('vae');

/** How many nodes are analysed anew when an operation changes the graph. */
function analysedAfter(operation: Operation): number {
  const before = check(parse(vae));
  return check(parse(applyOperation(vae, operation)), before).analysed;
}

describe('checking an edited graph again', () => {
  test('moving a block analyses nothing', () => {
    expect(analysedAfter({ kind: 'move', positions: { encoder: { x: 1, y: 2 } } })).toBe(0);
  });

  test('a weight analyses its block alone', () => {
    expect(analysedAfter({ kind: 'set-parameter', node: 'kl', path: ['weight'], value: 4 })).toBe(1);
  });

  test('a layer whose output keeps its shape analyses its block alone', () => {
    const value = 'tanh';
    expect(analysedAfter({ kind: 'set-parameter', node: 'encoder', path: ['layers', 1, 'activation'], value })).toBe(1);
  });

  test('another width analyses the block and what takes its signal, and stops where shapes are the same again', () => {
    expect(analysedAfter({ kind: 'set-parameter', node: 'encoder', path: ['layers', 1, 'units'], value: 99 })).toBe(2);
  });

  test('another code analyses all that depends on it', () => {
    // code, noise, decoder (whose output stays), kl
    expect(analysedAfter({ kind: 'set-parameter', node: 'code', path: ['dimensions'], value: 3 })).toBe(4);
  });

  test('gives what a check from nothing gives, after any edit', () => {
    const id = fc.constantFrom('x', 'encoder', 'code', 'noise', 'decoder', 'reconstruction', 'kl', 'energy');
    const operation: fc.Arbitrary<Operation> = fc.oneof(
      fc.record({ kind: fc.constant('remove-nodes' as const), ids: fc.tuple(id) }),
      fc.record({
        kind: fc.constant('set-parameter' as const),
        node: id,
        path: fc.constantFrom(['dimensions'], ['layers', 0, 'layer'], ['kind'], ['block'], ['data']),
        value: fc.constantFrom('gaussian', 'deterministic', 'dense', 'flatten', 'encoder', 'digits', 5),
      }),
      fc.record({
        kind: fc.constantFrom('connect' as const, 'disconnect' as const),
        from: fc.record({ node: id, port: fc.constantFrom('output', 'value', 'code', 'energy') }),
        to: fc.record({ node: id, port: fc.constantFrom('input', 'code', 'target', 'terms') }),
      }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 8 }), (operations) => {
        let text = vae;
        let checked = check(parse(text));
        for (const each of operations) {
          text = applyOperation(text, each);
          checked = check(parse(text), checked);
          const anew = check(parse(text));
          const words = (graph: typeof anew): unknown =>
            JSON.parse(
              JSON.stringify([
                graph.diagnostics,
                [...graph.nodes].map(([key, { outputs, layers }]) => [key, outputs, layers]),
              ]),
            );
          expect(words(checked)).toEqual(words(anew));
        }
      }),
      { numRuns: 200 },
    );
  });
});
