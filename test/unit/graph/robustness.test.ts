import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { totalCost } from '../../../core/analysis/cost';
import { EnergyGraph } from '../../../core/analysis/energy/energy-graph';
import { findMechanisms } from '../../../core/analysis/energy/mechanisms';
import { fixAll } from '../../../core/analysis/fix';
import { blocks } from '../../../core/blocks/catalogue';
import { layers } from '../../../core/blocks/layers/catalogue';
import { compile } from '../../../core/compile';
import { diff } from '../../../core/graph/diff';
import type { Json } from '../../../core/graph/document';
import { applyOperation, editFor, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { serialize } from '../../../core/graph/serialize';
import { template, templates } from '../templates';

const reference = parse(template('vae')).graph;

/** Sends a text through all that a host does with one. */
function passEverywhere(text: string): void {
  const document = parse(text);
  const checked = check(document);
  for (const { range } of checked.diagnostics) {
    expect(range.offset).toBeGreaterThanOrEqual(0);
    expect(range.offset + range.length).toBeLessThanOrEqual(text.length + 1);
  }
  findMechanisms(new EnergyGraph(checked.nodes));
  totalCost(checked.nodes);
  const { module } = compile(text, { fileName: 'graph.ebm.json' });
  expect(module !== undefined).toBe(checked.sound);
  diff(document.graph, reference);
  check(parse(fixAll(text)), checked);
  // A wire of which an end cannot be read is left out, and those behind it move up.
  const written = serialize(document.graph);
  const again = parse(written).graph;
  const edges = document.graph.edges.map((edge, index) => ({ ...edge, index }));
  expect(again).toEqual({ ...document.graph, edges });
  expect(serialize(again)).toBe(written);
}

type Step = string | number;

/** Every place in a JSON value, as a path. */
function placesIn(value: Json, path: readonly Step[] = []): (readonly Step[])[] {
  if (value === null || typeof value !== 'object') return [path];
  const children: [Step, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...children.flatMap(([key, child]) => placesIn(child, [...path, key]))];
}

/** A JSON value in which what stands at a path has become other values, none to take it away. */
function replaced(value: Json, [step, ...rest]: readonly Step[], by: (old: Json) => readonly [string, Json][]): Json {
  if (step === undefined || value === null || typeof value !== 'object') return value;
  const become = (key: string, child: Json): [string, Json][] =>
    key !== String(step) ? [[key, child]] : rest.length ? [[key, replaced(child, rest, by)]] : [...by(child)];
  const entries = Object.entries(value).flatMap(([key, child]) => become(key, child));
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

const nested = (levels: number): Json => JSON.parse(`${'[{"a":'.repeat(levels)}0${'}]'.repeat(levels)}`);

const somewhere = fc.constantFrom<Json>(
  ...[...blocks.keys()].map((block): Json => ({ block })),
  ...[...layers.keys()].map((layer): Json => ({ layer })),
  ...templates.flatMap(({ text }): Json[] => Object.values(JSON.parse(text).nodes)),
  { from: 'x.value', to: 'encoder.input' },
  { from: 'code.code', to: 'energy.terms' },
  'optimised',
  'mean',
  'energy.terms',
  nested(20),
  nested(90),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  somewhere,
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(0, -0, -1, 1e-320, 1e308, 2 ** 53, 65536, 4096, '', '__proto__', 'constructor', null, [], {}),
);
const key = fc.constantFrom(
  'format',
  'block',
  'layer',
  'weight',
  'steps',
  'iterations',
  '__proto__',
  'x',
  'kl',
  'energy',
);

/** Takes away, doubles, replaces, renames or wraps what stands somewhere. */
const change = fc.record({
  place: fc.nat(),
  how: fc.constantFrom('remove', 'double', 'replace', 'rename', 'swap', 'wrap'),
  value,
  key,
});

const changedGraph = fc
  .record({
    text: fc.constantFrom(...templates.map((each) => each.text)),
    changes: fc.array(change, { minLength: 1, maxLength: 6 }),
    format: fc.constantFrom(1, 2, 2, 2, 3),
  })
  .map(({ text, changes, format }) => {
    const graph: Json = { ...JSON.parse(text), format };
    const after = changes.reduce<Json>((all, { place, how, value: other, key: name }) => {
      const places = placesIn(all);
      const path = places[place % places.length] ?? [];
      const last = String(path.at(-1));
      return replaced(all, path, (old) => {
        if (how === 'remove') return [];
        if (how === 'double')
          return [
            [last, old],
            [`${last}2`, old],
          ];
        if (how === 'rename') return [[name, old]];
        if (how === 'wrap') return [[last, [old]]];
        return [[last, other]];
      });
    }, graph);
    return JSON.stringify(after);
  });

/** A template with some of its characters gone, doubled or replaced. */
const torn = fc
  .record({
    text: fc.constantFrom(...templates.map((each) => each.text)),
    cuts: fc.array(fc.record({ at: fc.nat(4000), length: fc.nat(30), by: fc.oneof(fc.string(), fc.json()) }), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map(({ text, cuts }) =>
    cuts.reduce((all, { at, length, by }) => all.slice(0, at) + by + all.slice(at + length), text),
  );

/** Bytes as a host reads them from a file. */
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new TextDecoder().decode(array));

describe('whatever the text, nothing throws, nothing hangs, and what is read is written as it was', () => {
  test.each([
    ['bytes', bytes],
    ['strings', fc.string({ unit: 'binary', maxLength: 100 })],
    ['JSON', fc.json()],
    ['torn graphs', torn],
    ['changed graphs', changedGraph],
  ])('%s', (_, text) => {
    fc.assert(fc.property(text, passEverywhere), { numRuns: 250, seed: 11 });
  });

  test.each([101, 3000, 200_000])('JSON of %d levels, which is refused in one sentence', (levels) => {
    for (const text of [
      '['.repeat(levels) + ']'.repeat(levels),
      `{ "format": 2, "mine": ${'{"a":'.repeat(levels)}0${'}'.repeat(levels)} }`,
      '{"a":['.repeat(levels),
      '[},'.repeat(levels),
    ]) {
      passEverywhere(text);
      expect(parse(text).problems.map(({ message }) => message)).toContain(
        'This is not valid JSON: it is nested deeper than 100 levels.',
      );
      expect(applyOperation(text, { kind: 'set-name', name: 'deep' })).toBe(text);
    }
  });

  test('brackets inside texts are no levels', () => {
    const text = template('vae').replace('"name": "', `"name": "\\"${'[{'.repeat(200)}`);
    expect(parse(text).problems).toEqual([]);
  });

  test('numbers that JSON writes and JavaScript does not keep their value', () => {
    const text = template('vae').replace('"weight": 1', '"weight": 1, "far": -1e999, "none": -0');
    passEverywhere(text);
    expect(serialize(parse(text).graph)).toContain('"far": -1e999, "none": -0');
  });
});

const id = fc.constantFrom('x', 'encoder', 'code', 'decoder', 'kl', 'energy', 'fresh', 'reconstruction');
const endpoint = fc.record({ node: id, port: fc.constantFrom('value', 'input', 'output', 'code', 'energy', 'terms') });
const position = fc.record({ x: fc.integer(), y: fc.double({ noNaN: true, noDefaultInfinity: true }) });
const path = fc.constantFrom<readonly Step[]>(['weight'], ['kind'], ['steps'], ['iterations'], ['layers', 1, 'units']);

/** Operations that put something in or change it, and take nothing away but wires. */
const keeping: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('set-parameter' as const),
    node: id,
    path,
    value: fc.oneof(fc.integer(), fc.string()),
  }),
  fc.record({ kind: fc.constant('move' as const), positions: fc.dictionary(id, position, { maxKeys: 3 }) }),
  fc.record({ kind: fc.constantFrom('connect' as const, 'disconnect' as const), from: endpoint, to: endpoint }),
  fc.record({ kind: fc.constant('set-training' as const), key: fc.constantFrom('batch', 'mine'), value }),
  fc.record({ kind: fc.constant('set-name' as const), name: fc.string({ unit: 'binary' }) }),
  fc.constant<Operation>({ kind: 'migrate' }),
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  keeping,
  fc.record({ kind: fc.constant('remove-nodes' as const), ids: fc.array(id, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('rename-node' as const), id, to: id }),
  fc.record({ kind: fc.constant('remove-parameter' as const), node: id, path }),
  fc.record({
    kind: fc.constant('insert-element' as const),
    node: id,
    path: fc.constant(['layers'] as const),
    index: fc.nat(3),
    value,
  }),
  fc.record({ kind: fc.constant('sequence' as const), operations: fc.array(keeping, { maxLength: 3 }) }),
  fc.record({
    kind: fc.constant('add-node' as const),
    id: fc.constantFrom('fresh', 'fresher'),
    block: fc.constantFrom(...blocks.keys()),
    parameters: fc.dictionary(fc.constantFrom('weight', 'mine'), value),
    position,
  }),
);

describe('an edit of any text', () => {
  test('and its inverse restore the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(changedGraph, torn, fc.json()), operation, (text, each) => {
        const after = applyOperation(text, each);
        const edit = editFor(text, each);
        if (!edit) {
          expect(after).toBe(text);
          return;
        }
        expect(text.slice(0, edit.offset) + edit.text + text.slice(edit.offset + edit.length)).toBe(after);
        const removed = text.slice(edit.offset, edit.offset + edit.length);
        const end = edit.offset + edit.text.length;
        expect(after.slice(0, edit.offset) + removed + after.slice(end)).toBe(text);
      }),
      { numRuns: 500, seed: 12 },
    );
  });

  test('leaves valid JSON valid, and every key that nobody knows where it is', () => {
    const known = fc.record({ text: fc.constantFrom(...templates.map((each) => each.text)), old: fc.boolean() });
    fc.assert(
      fc.property(known, fc.array(keeping, { maxLength: 5 }), ({ text, old }, operations) => {
        let marks = 0;
        // A key of its own in every object but those that an operation may take away: wires.
        const marked = text
          .replace('"format": 2', `"format": ${old ? 1 : 2}`)
          .replace(/\{(?! "from")(?= ?[\n"])/g, () => `{ "mark-${marks++}": [${marks}.50],`);
        expect(marks).toBeGreaterThan(10);
        const after = operations.reduce(applyOperation, marked);
        const marksIn = (each: string): string[] => each.match(/"mark-\d+": \[\d+\.50\]/g) ?? [];
        JSON.parse(after);
        expect(marksIn(after)).toEqual(marksIn(marked));
      }),
      { numRuns: 300, seed: 13 },
    );
  });
});
