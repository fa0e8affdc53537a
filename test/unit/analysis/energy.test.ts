import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { applyOperation, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { template } from '../templates';

const mechanisms: Record<string, readonly string[]> = {
  autoencoder: ['few dimensions'],
  pca: ['few dimensions'],
  'denoising-autoencoder': ['corruption'],
  vae: ['few dimensions', 'noise with a prior'],
  'conv-vae': ['few dimensions', 'noise with a prior'],
};

const edit = (id: string, ...operations: readonly Operation[]): string =>
  operations.reduce(applyOperation, template(id));

const faults: readonly { fault: string; code: string; text: string; at: string; fixable: boolean }[] = [
  {
    fault: 'a network that may copy its input',
    code: 'EBM3001',
    text: edit(
      'denoising-autoencoder',
      { kind: 'remove-nodes', ids: ['corruption'] },
      { kind: 'connect', from: { node: 'x', port: 'value' }, to: { node: 'encoder', port: 'input' } },
    ),
    at: '"energy"',
    fixable: true,
  },
  {
    fault: 'a corruption of no size',
    code: 'EBM3001',
    text: edit('denoising-autoencoder', { kind: 'set-parameter', node: 'corruption', path: ['scale'], value: 0 }),
    at: '"energy"',
    fixable: false,
  },
  {
    fault: 'sparsity under a decoder that may grow',
    code: 'EBM3002',
    text: edit(
      'pca',
      { kind: 'add-node', id: 'sparsity', block: 'l1', parameters: { weight: 0.1 }, position: { x: 0, y: 0 } },
      { kind: 'connect', from: { node: 'code', port: 'code' }, to: { node: 'sparsity', port: 'input' } },
      { kind: 'connect', from: { node: 'sparsity', port: 'energy' }, to: { node: 'energy', port: 'terms' } },
    ),
    at: '"sparsity"',
    fixable: true,
  },
  {
    fault: 'noise without a prior',
    code: 'EBM3003',
    text: edit('vae', { kind: 'remove-nodes', ids: ['kl'] }),
    at: '"noise"',
    fixable: true,
  },
  {
    fault: 'a prior of weight 0, which is none',
    code: 'EBM3003',
    text: edit('vae', { kind: 'set-parameter', node: 'kl', path: ['weight'], value: 0 }),
    at: '"noise"',
    fixable: false,
  },
  {
    fault: 'a code as wide as its data',
    code: 'EBM3005',
    text: edit('autoencoder', { kind: 'set-parameter', node: 'code', path: ['dimensions'], value: 64 }),
    at: '64',
    fixable: true,
  },
  {
    fault: 'an encoder that nothing reads',
    code: 'EBM3006',
    text: edit(
      'autoencoder',
      {
        kind: 'add-node',
        id: 'idle',
        block: 'encoder',
        parameters: { layers: [{ layer: 'flatten' }] },
        position: { x: 0, y: 0 },
      },
      { kind: 'connect', from: { node: 'x', port: 'value' }, to: { node: 'idle', port: 'input' } },
    ),
    at: '"idle"',
    fixable: true,
  },
  {
    fault: 'a term of weight 0',
    code: 'EBM3009',
    text: edit('vae', { kind: 'set-parameter', node: 'kl', path: ['weight'], value: 0 }),
    at: '0',
    fixable: true,
  },
];

describe('what an energy needs', () => {
  test.each(Object.entries(mechanisms))('of %s the checker names what limits low energy: %s', (id, expected) => {
    expect(check(parse(template(id))).mechanisms.map(({ kind }) => kind)).toEqual(expected);
  });

  test.each(faults)(
    '$fault is a warning, $code, and its fix leaves no warning of it',
    ({ code, text, at, fixable }) => {
      const { diagnostics, sound } = check(parse(text));
      expect(sound).toBe(true);
      const found = diagnostics.filter((each) => each.code === code);
      expect(found.map(({ range }) => text.slice(range.offset, range.offset + range.length))).toEqual([at]);
      const operation = found[0]?.fixes[0]?.operation;
      if (!fixable || !operation) return expect(fixable).toBe(false);
      const mended = applyOperation(text, operation);
      expect(check(parse(mended)).diagnostics).toEqual([]);
    },
  );

  test('one root cause is one warning', () => {
    const { diagnostics } = check(parse(edit('vae', { kind: 'remove-nodes', ids: ['kl'] })));
    expect(diagnostics.map(({ code }) => code)).toEqual(['EBM3003']);
  });

  test('half a graph is not judged as an energy', () => {
    const text = edit('vae', { kind: 'remove-nodes', ids: ['encoder'] });
    expect(check(parse(text)).diagnostics.map(({ code }) => code)).toEqual(['EBM1009']);
  });

  test('atoms can be bounded only where a decoder is one linear layer', () => {
    const text = edit('autoencoder', {
      kind: 'set-parameter',
      node: 'decoder',
      path: ['constraint'],
      value: 'unit-ball',
    });
    expect(check(parse(text)).diagnostics.map(({ code }) => code)).toEqual(['EBM2007']);
  });
});
