import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../core/graph/parse';
import { serialize } from '../../../core/graph/serialize';
import { template, templates } from '../templates';

describe('reading a document', () => {
  test.each(templates)('the template $id is canonical: reading and writing it changes no byte', ({ text }) => {
    const { graph, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(serialize(graph)).toBe(text);
  });

  test('a document cut short anywhere still gives what stands before the cut', () => {
    const text = template('vae');
    const cut = text.indexOf('"kl": {');
    const { graph, problems } = parse(text.slice(0, cut));
    expect([...graph.nodes.keys()]).toEqual(['x', 'encoder', 'code', 'noise', 'decoder', 'reconstruction']);
    expect(problems.some(({ code }) => code === 'EBM1001')).toBe(true);
  });

  test('every fault names the exact text that has it', () => {
    const text = `{
  "format": 2,
  "name": 7,
  "nodes": { "x": { "block": "observation" }, "x": { "block": "energy" }, "9": { "block": "energy" }, "y": { "data": 1 } },
  "edges": [{ "from": "x", "to": "y.input" }, 3],
  "layout": { "x": { "x": 1 } }
}`;
    const found = parse(text).problems.map(({ code, range }) => [
      code,
      text.slice(range.offset, range.offset + range.length),
    ]);
    expect(found).toEqual([
      ['EBM1002', '7'],
      ['EBM1004', '"x"'],
      ['EBM1005', '"9"'],
      ['EBM1002', '{ "data": 1 }'],
      ['EBM1002', '"x"'],
      ['EBM1002', '3'],
      ['EBM1002', '{ "x": 1 }'],
    ]);
  });

  test('a text reads the same whether or not something else is wrong with it', () => {
    const vae = template('vae');
    // Each key a second time, first with a value that none of them takes.
    const doubled = [...vae.matchAll(/"[\w-]+":/g)].map(
      ({ 0: key, index }) => `${vae.slice(0, index)}${key} [null], ${vae.slice(index)}`,
    );
    const changed = [
      ['"name": "', String.raw`"name": "\": `],
      ['"weight": 1', String.raw`"weight": 1, "a\": b" : [{ "__proto__" : 1, "constructor": [-0, 1e999] }]`],
      ['"weight": 1', `"weight": ${'['.repeat(97)}${']'.repeat(97)}`],
      ['"block": "code"', '"block": "code", "iterations": 3'],
      ['"format": 2', '"format": 2.5'],
    ].flatMap(([old = '', by = '']) => [
      vae.replace(old, by),
      vae.replace(old, by).replace('"format": 2', '"format": 1'),
    ]);
    expect(doubled.length).toBeGreaterThan(50);
    for (const text of [...templates.map((each) => each.text), ...doubled, ...changed]) {
      const [alone, broken] = [parse(text), parse(`${text}5`)];
      expect(broken.problems[0]?.code).toBe('EBM1001');
      expect(alone).toEqual({ ...broken, text, problems: broken.problems.slice(1) });
    }
  });

  test('a newer format is read, named, and kept from being written', () => {
    const document = parse(template('vae').replace('"format": 2', '"format": 3'));
    expect(document.readOnly).toBe(true);
    expect(document.problems.map(({ code }) => code)).toEqual(['EBM1011']);
    expect(document.graph.nodes.size).toBe(8);
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        const { problems } = parse(text);
        for (const { range } of problems) expect(range.offset + range.length).toBeLessThanOrEqual(text.length + 1);
      }),
      { numRuns: 500 },
    );
  });
});
