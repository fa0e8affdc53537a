import { describe, expect, test } from 'vitest';
import { diff, formatChange } from '../../../core/graph/diff';
import { applyOperation, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { template } from '../templates';

const vae = template('vae');

function linesOf(...operations: readonly Operation[]): { changes: string[]; moved: readonly string[] } {
  const after = operations.reduce(applyOperation, vae);
  const { changes, moved } = diff(parse(vae).graph, parse(after).graph);
  return { changes: changes.map(formatChange), moved };
}

describe('the difference of two graphs', () => {
  test('knows a key from what every object has', () => {
    const strange = { layer: 'flatten', constructor: 1 };
    expect(linesOf({ kind: 'set-parameter', node: 'encoder', path: ['layers', 0], value: strange }).changes).toEqual([
      'encoder.layers[0].constructor: nothing → 1',
    ]);
  });

  test('of a graph and itself is nothing', () => {
    expect(linesOf()).toEqual({ changes: [], moved: [] });
  });

  test('keeps moves apart from what changes the meaning', () => {
    expect(linesOf({ kind: 'move', positions: { x: { x: 9, y: 9 } } })).toEqual({ changes: [], moved: ['x'] });
  });

  test('names parameters to their depth, in blocks and in the training', () => {
    const { changes } = linesOf(
      { kind: 'set-parameter', node: 'encoder', path: ['layers', 1, 'units'], value: 256 },
      { kind: 'set-parameter', node: 'kl', path: ['weight'], value: 4 },
      { kind: 'set-training', key: 'batch', value: 64 },
      { kind: 'set-name', name: 'β-VAE' },
    );
    expect(changes).toEqual([
      'name: "Variational autoencoder" → "β-VAE"',
      'encoder.layers[1].units: 400 → 256',
      'kl.weight: 1 → 4',
      'training.batch: 128 → 64',
    ]);
  });

  test('names blocks and wires that came and went', () => {
    const { changes } = linesOf(
      { kind: 'remove-nodes', ids: ['kl'] },
      { kind: 'add-node', id: 'norm', block: 'l2', parameters: {}, position: { x: 0, y: 0 } },
      { kind: 'connect', from: { node: 'norm', port: 'energy' }, to: { node: 'energy', port: 'terms' } },
    );
    expect(changes).toEqual([
      '− kl (kl)',
      '+ norm (l2)',
      '− code.code → kl.input',
      '− kl.energy → energy.terms',
      '+ norm.energy → energy.terms',
    ]);
  });
});
