import { expect, test } from 'vitest';
import type { Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { obstacle } from '../../../extension/fitness';
import { template } from '../templates';

const vae = template('vae');
const fresh = (operation: Operation, text = vae): string | undefined => obstacle(operation, parse(text), false);
const stale = (operation: Operation, text = vae): string | undefined => obstacle(operation, parse(text), true);

const removeKl: Operation = { kind: 'remove-nodes', ids: ['kl'] };
const widen: Operation = { kind: 'set-parameter', node: 'encoder', path: ['layers', 1, 'units'], value: 256 };

test('an operation on blocks that are there fits, even when the text has changed elsewhere', () => {
  expect(fresh(removeKl)).toBeUndefined();
  expect(stale(removeKl)).toBeUndefined();
  expect(stale({ kind: 'set-parameter', node: 'kl', path: ['weight'], value: 2 })).toBeUndefined();
});

test('an operation on a block that is gone is refused, and the sentence names the block', () => {
  const text = vae.replaceAll('"kl"', '"prior"');
  expect(stale(removeKl, text)).toContain('“kl”');
  expect(stale({ kind: 'move', positions: { x: { x: 0, y: 0 }, kl: { x: 1, y: 1 } } }, text)).toContain('“kl”');
  expect(
    stale({ kind: 'connect', from: { node: 'x', port: 'value' }, to: { node: 'kl', port: 'input' } }, text),
  ).toContain('“kl”');
});

test('a place in a list is trusted only in the text that the person saw', () => {
  const insert: Operation = {
    kind: 'insert-element',
    node: 'encoder',
    path: ['layers'],
    index: 0,
    value: { layer: 'flatten' },
  };
  expect(fresh(widen)).toBeUndefined();
  expect(fresh(insert)).toBeUndefined();
  expect(stale(widen)).toContain('try again');
  expect(stale(insert)).toContain('try again');
});

test('a new block never takes the place of one that has its name', () => {
  const add: Operation = { kind: 'add-node', id: 'kl', block: 'l1', parameters: {}, position: { x: 0, y: 0 } };
  expect(fresh(add)).toContain('“kl”');
  expect(fresh({ kind: 'rename-node', id: 'code', to: 'kl' })).toContain('“kl”');
  expect(fresh({ kind: 'rename-node', id: 'kl', to: 'kl' })).toBeUndefined();
});

test('a sequence may use the blocks that it adds, and not those that it removes', () => {
  const add: Operation = { kind: 'add-node', id: 'l1', block: 'l1', parameters: {}, position: { x: 0, y: 0 } };
  const connect: Operation = {
    kind: 'connect',
    from: { node: 'l1', port: 'energy' },
    to: { node: 'energy', port: 'terms' },
  };
  expect(fresh({ kind: 'sequence', operations: [add, connect] })).toBeUndefined();
  expect(fresh({ kind: 'sequence', operations: [connect, add] })).toContain('“l1”');
  expect(fresh({ kind: 'sequence', operations: [add, { kind: 'remove-nodes', ids: ['l1'] }, connect] })).toContain(
    '“l1”',
  );
});

test('a document of a newer format is not edited', () => {
  expect(fresh(removeKl, vae.replace('"format": 2', '"format": 3'))).toContain('format 3');
});

test('a text that is not JSON is not edited, and the sentence gives the line', () => {
  expect(fresh(removeKl, vae.replace('"weight": 1 },\n    "energy"', '"weight": 1 },,\n    "energy"'))).toContain(
    'line 12',
  );
});

test('an empty file takes its first block', () => {
  const add: Operation = { kind: 'add-node', id: 'x', block: 'observation', parameters: {}, position: { x: 0, y: 0 } };
  expect(fresh(add, '')).toBeUndefined();
  expect(fresh(add, '\n  \n')).toBeUndefined();
});

test('a change of the text itself is made in a text that is not JSON, and only in the one that the person saw', () => {
  const torn = vae.replace('"mnist" },', '"mnist" }');
  const comma: Operation = { kind: 'splice', offset: vae.indexOf('"mnist" },') + 9, length: 0, text: ',' };
  expect(fresh(comma, torn)).toBeUndefined();
  expect(stale(comma, torn)).toContain('try again');
  expect(fresh(removeKl, torn)).toContain('not valid JSON in line');
});

test('a block whose name cannot stand is there, so that it can be renamed', () => {
  expect(fresh({ kind: 'rename-node', id: 'KL term', to: 'kl2' }, vae.replace('"kl":', '"KL term":'))).toBeUndefined();
});
