import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { fixAll } from '../../../core/analysis/fix';
import { compile } from '../../../core/compile';
import { migrate } from '../../../core/graph/migrate';
import { applyOperation, editFor, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { template, templates } from '../templates';

/** A document as format 1 wrote it. */
const asOfFormat1 = (text: string): string =>
  text
    .replace('"format": 2', '"format": 1')
    .replace('"inference": "fista", "steps": 50', '"inference": "fista", "iterations": 50');

const today = template('sparse-coding');
const older = asOfFormat1(today);

/** Odd spacing, unknown keys, numbers written oddly: none of it is about the format. */
const odd =
  '{\r\n "mine": [1.50, 1e2 ,{"iterations":  true}],\r\n "nodes": {"c":{"iterations" :5e1,"block": "code", "kind": "optimised"},\r\n' +
  '  "w": {"block": "wormhole", "iterations": 3} }, "training": {"iterations": 1},\t"format":1 }';

describe('a document of an older format', () => {
  test('is migrated by its renamed keys and its number, and in no other byte', () => {
    expect(older).toContain('"iterations": 50');
    expect(migrate(older)).toBe(today);
    expect(migrate(odd)).toBe(odd.replace('"iterations" :5e1', '"steps" :5e1').replace('"format":1', '"format":2'));
  });

  test.each(templates)('$id of today is left as it is', ({ text }) => {
    expect(migrate(text)).toBe(text);
  });

  test('compiles to the module of the migrated one, without being written', () => {
    const options = { fileName: 'graph.ebm.json' };
    const { module, checked } = compile(older, options);
    expect(module).toBeDefined();
    expect(module).toEqual(compile(today, options).module);
    expect(checked.document.text).toBe(older);
    expect(checked.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['EBM1016', 'information']]);
  });

  test('has its faults named where they stand in the text that is there', () => {
    const wrong = older.replace('"iterations": 50', '"iterations": 0');
    const [, fault] = check(parse(wrong)).diagnostics;
    expect(fault?.path).toEqual(['steps']);
    const { offset = 0, length = 0 } = fault?.range ?? {};
    expect(wrong.slice(offset - '"iterations": '.length, offset + length)).toBe('"iterations": 0');
  });

  test('keeps a key that meant nothing from gaining a meaning', () => {
    const text = older.replace('"iterations": 50', '"steps": 9, "iterations": 50');
    const migrated = migrate(text);
    expect(migrated).toBe(today.replace('"steps": 50', '"steps2": 9, "steps": 50'));
    expect(parse(text).graph).toEqual(parse(migrated).graph);
    const { checked, module } = compile(text, { fileName: 'graph.ebm.json' });
    expect(checked.diagnostics.map(({ code }) => code)).toEqual(['EBM1016', 'EBM1014']);
    expect(module?.source).toBe(compile(today, { fileName: 'graph.ebm.json' }).module?.source);
  });

  test('is migrated by the fix that is offered, and by whatever else changes it, in the same edit', () => {
    const [{ fixes = [] } = {}] = check(parse(older)).diagnostics;
    expect(fixes).toEqual([{ title: 'Migrate to format 2', operation: { kind: 'migrate' } }]);
    expect(fixAll(older)).toBe(today);
    const operation: Operation = { kind: 'set-parameter', node: 'code', path: ['steps'], value: 80 };
    const edit = editFor(older, operation);
    if (!edit) throw new Error('The edit changes something.');
    const removed = older.slice(edit.offset, edit.offset + edit.length);
    const after = older.slice(0, edit.offset) + edit.text + older.slice(edit.offset + edit.length);
    expect(after).toBe(today.replace('"steps": 50', '"steps": 80'));
    const undone = after.slice(0, edit.offset) + removed + after.slice(edit.offset + edit.text.length);
    expect(undone).toBe(older);
  });

  test('is not migrated by what changes nothing', () => {
    const wire = { from: { node: 'code', port: 'code' }, to: { node: 'decoder', port: 'code' } };
    expect(applyOperation(older, { kind: 'connect', ...wire })).toBe(older);
  });

  test('of a newer format is left alone', () => {
    const newer = today.replace('"format": 2', '"format": 3');
    expect(migrate(newer)).toBe(newer);
    expect(parse(newer).readOnly).toBe(true);
    expect(fixAll(newer)).toBe(newer);
  });

  test('reads as it migrates, whatever it holds', () => {
    const key = fc.constantFrom('iterations', 'steps', 'steps2', 'block', 'kind', 'other');
    const value = fc.oneof(fc.constantFrom('code', 'decoder', 'optimised'), fc.jsonValue({ maxDepth: 2 }));
    const node = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.dictionary(key, value));
    const document = fc.record({
      format: fc.oneof(fc.constant(1), fc.constantFrom(0, 1.5, 2, 3, '1')),
      nodes: fc.oneof(fc.dictionary(fc.constantFrom('a', 'b', 'c'), node), fc.jsonValue()),
      edges: fc.oneof(fc.constant([]), fc.jsonValue()),
    });
    fc.assert(
      fc.property(document, fc.nat(4), fc.nat(400), (graph, indent, cut) => {
        const text = JSON.stringify(graph, null, indent);
        const migrated = migrate(text);
        expect(parse(migrated).graph).toEqual(parse(text).graph);
        expect(migrate(migrated)).toBe(migrated);
        check(parse(text.slice(0, cut)));
        migrate(text.slice(0, cut));
      }),
      { numRuns: 500, seed: 5 },
    );
  });
});
