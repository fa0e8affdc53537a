import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import type { Diagnostic } from '../../../core/analysis/diagnostic';
import { fixAll } from '../../../core/analysis/fix';
import type { Json } from '../../../core/graph/document';
import { applyOperation, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { dense, flatten, graph, reshape } from '../emit/graphs';
import { template, templates } from '../templates';
import { clusters, edit, set } from './energy/edits';

const pool = (size = 2): Json => ({ layer: 'pool2d', size });
const conv = (filters: number): Json => ({ layer: 'conv2d', filters });
const [skip, join] = [{ layer: 'skip' }, (how: string): Json => ({ layer: 'join', how })];

/** digits → encoder, whose output goes into a block of one input and no wish. */
const encoded = (layers: readonly Json[], reader: Json, port: string, data = 'digits'): string =>
  graph(
    {
      x: { block: 'observation', data },
      encoder: { block: 'encoder', layers },
      reader: reader as { block: string },
      energy: { block: 'energy' },
    },
    ['x.value', 'encoder.input'],
    ['encoder.output', `reader.${port}`],
    ['reader.energy', 'energy.terms'],
  );

/** Two encoders of digits into the two ports of a block. */
const paired = (block: string, one: readonly Json[], two: readonly Json[]): string =>
  graph(
    {
      x: { block: 'observation', data: 'digits' },
      one: { block: 'encoder', layers: one },
      two: { block: 'encoder', layers: two },
      both: { block },
    },
    ['x.value', 'one.input'],
    ['x.value', 'two.input'],
    ['one.output', 'both.a'],
    ['two.output', 'both.b'],
  );

const observed = (data: string, block: string, parameters: { [name: string]: Json }, port = 'input'): string =>
  graph({ x: { block: 'observation', data }, reader: { block, ...parameters } }, ['x.value', `reader.${port}`]);

const layers = (...written: readonly Json[]): string => edit('autoencoder', set('encoder', ['layers'], written));

const autoencoder = (...decoder: readonly Json[]): string => edit('autoencoder', set('decoder', ['layers'], decoder));

const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'a wire from a block of a misspelt name',
    template('vae').replace('"from": "encoder.output"', '"from": "encodr.output"'),
    'EBM1007',
    ['Change to “encoder.output”', 'Remove the wire'],
  ],
  [
    'a wire into a port of a misspelt name',
    template('vae').replace('"to": "encoder.input"', '"to": "encoder.inputs"'),
    'EBM1007',
    ['Change to “encoder.input”', 'Remove the wire'],
  ],
  ['a text for a number', template('vae').replace('"units": 784', '"units": "784"'), 'EBM1006', ['Set it to 784']],
  ['a number below its limit', template('vae').replace('"batch": 128', '"batch": 0'), 'EBM1006', ['Set it to 1']],
  [
    'a misspelt choice',
    template('vae').replace('"optimizer": "adam"', '"optimizer": "adamm"'),
    'EBM1006',
    ['Set it to "adam"'],
  ],
  [
    'a choice of no sense',
    template('vae').replace('"kind": "gaussian"', '"kind": 3'),
    'EBM1006',
    ['Set it to "deterministic"'],
  ],
  [
    'a misspelt parameter',
    template('vae').replace('"activation": "relu"', '"activaton": "relu"'),
    'EBM1014',
    ['Rename it to “activation”'],
  ],
  ['a key of no known name', template('vae').replace('"weight": 1', '"weight": 1, "note": 3'), 'EBM1014', []],
  [
    'no energy, but terms',
    edit('vae', { kind: 'remove-nodes', ids: ['energy'] }),
    'EBM1012',
    ['Add an energy of all terms'],
  ],
  [
    'an energy without wires',
    ['reconstruction', 'kl'].reduce(
      (text, node) =>
        applyOperation(text, {
          kind: 'disconnect',
          from: { node, port: 'energy' },
          to: { node: 'energy', port: 'terms' },
        }),
      template('vae'),
    ),
    'EBM1009',
    ['Wire “reconstruction.energy” and “kl.energy” into it'],
  ],
  ['a convolution of a vector', layers(flatten, conv(4), flatten), 'EBM2002', ['Insert a reshape to 8×8×1']],
  [
    'a convolution in the plane of a volume',
    layers(reshape(4, 4, 4, 1), conv(4), flatten),
    'EBM2002',
    ['Take a convolution in 3-D'],
  ],
  [
    'a transposed convolution of a volume, which there is none of',
    layers(reshape(4, 4, 4, 1), { layer: 'conv2d-transpose', filters: 2 }, flatten),
    'EBM2002',
    [],
  ],
  [
    'attention to a vector',
    layers(flatten, { layer: 'attention', heads: 1 }, flatten),
    'EBM2002',
    ['Insert a reshape to 64×1'],
  ],
  [
    'instance normalization of a vector',
    layers(flatten, { layer: 'normalization', kind: 'instance' }),
    'EBM2002',
    ['Normalize over the whole sample'],
  ],
  [
    'a kernel larger than its image',
    layers({ layer: 'conv2d', kernel: 9, padding: 'valid' }, flatten),
    'EBM2003',
    ['Pad with zeros', 'Set the kernel to 8'],
  ],
  [
    'a reshape to more numbers',
    autoencoder(dense(60), reshape(8, 8, 1)),
    'EBM2004',
    ['Set the units before to 64', 'Set the shape to 60'],
  ],
  ['a flat prediction of an image', autoencoder(dense(64)), 'EBM2005', ['Let “decoder” give 8×8×1']],
  ['a flat prediction of too many numbers', autoencoder(dense(70)), 'EBM2005', ['Let “decoder” give 8×8×1']],
  [
    'a prediction of too many channels',
    autoencoder(dense(64), reshape(8, 8, 1), conv(3)),
    'EBM2005',
    ['Set the filters of “decoder” to 1'],
  ],
  [
    'a sum of two widths',
    paired('add', [flatten, dense(5)], [flatten, dense(7)]),
    'EBM2008',
    ['Set the units of “two” to 5', 'Set the units of “one” to 7'],
  ],
  [
    'a vector beside an image',
    paired('concat', [flatten, dense(64)], [conv(2)]),
    'EBM2008',
    ['Let “two” give 2', 'Let “one” give 8×8×64'],
  ],
  [
    'a join of an image and its half',
    layers(skip, pool(), join('concat'), flatten),
    'EBM2009',
    ['Insert upsampling by 2'],
  ],
  [
    'a join of an image and its double',
    layers(skip, { layer: 'upsample2d', factor: 2 }, join('concat'), flatten),
    'EBM2009',
    ['Insert pooling by 2'],
  ],
  ['a sum of unlike channels', layers(skip, conv(3), join('add'), flatten), 'EBM2009', ['Lay them side by side']],
  [
    'categories asked of gray pixels',
    edit('autoencoder', set('reconstruction', ['block'], 'categorical')),
    'EBM2011',
    ['Use the Bernoulli cross-entropy'],
  ],
  [
    'categories asked of coordinates',
    edit('denoising-autoencoder', set('reconstruction', ['block'], 'categorical')),
    'EBM2011',
    ['Use the squared error'],
  ],
  [
    'a Bernoulli distance to coordinates',
    edit('denoising-autoencoder', set('reconstruction', ['block'], 'bernoulli')),
    'EBM2006',
    ['Use the squared error'],
  ],
  [
    'the covariance of maps',
    encoded([conv(2)], { block: 'covariance' }, 'input'),
    'EBM2001',
    ['End “encoder” with a flatten layer'],
  ],
  ['a code of maps', layers(conv(2)), 'EBM2001', ['End “encoder” with a flatten layer']],
  ['a potential of maps', encoded([conv(2)], { block: 'potential' }, 'input'), 'EBM2012', ['Let “encoder” give 1']],
  [
    'a potential of two numbers',
    encoded([flatten, dense(2)], { block: 'potential' }, 'input'),
    'EBM2012',
    ['End “encoder” with one unit'],
  ],
  [
    'groups that leave units over',
    encoded([flatten, dense(10)], { block: 'group', size: 4 }, 'input'),
    'EBM2004',
    ['Set the group size to 2'],
  ],
  [
    'a pyramid of too many levels',
    edit('autoencoder', set('reconstruction', ['block'], 'laplacian-pyramid'), set('reconstruction', ['levels'], 5)),
    'EBM2003',
    ['Set the levels to 3'],
  ],
  ['the future of an image', observed('digits', 'part', { which: 'future' }), 'EBM2002', ['Choose the left half']],
  ['the left of a sequence', observed('forks', 'part', { which: 'left' }), 'EBM2002', ['Choose the future']],
  ['a hidden half of points', observed('moons', 'mask', { hidden: 'left' }), 'EBM2002', ['Hide at random']],
  [
    'a hidden half of a sequence',
    observed('forks', 'mask', { hidden: 'left' }),
    'EBM2002',
    ['Choose the future', 'Hide at random'],
  ],
  [
    'a pattern of another size',
    observed('digits', 'mask', { hidden: 'own', pattern: ['101', '010'] }),
    'EBM2004',
    ['Cut the pattern to 8 × 8'],
  ],
  [
    'a tied decoder of another shape',
    edit('pca', set('decoder', ['shape'], [4, 4])),
    'EBM2014',
    ['Set the shape to 64'],
  ],
  [
    'a tied decoder that gives a vector for an image',
    edit('pca', set('decoder', ['shape'], [64])),
    'EBM2005',
    ['Set the shape of “decoder” to 8×8×1'],
  ],
  [
    'slots that do not divide the features',
    edit('vq-vae', set('code', ['dimensions'], 5)),
    'EBM2013',
    ['Set the dimensions to 4'],
  ],
  [
    'a code in a ball by FISTA',
    edit('sparse-coding', set('code', ['bound'], 'unit-ball')),
    'EBM2007',
    ['Find it by Adam'],
  ],
  [
    'more orthonormal atoms than dimensions',
    edit('sparse-coding', set('decoder', ['constraint'], 'orthonormal')),
    'EBM2007',
    ['Keep the atoms in the unit ball'],
  ],
  [
    'means of two layers',
    clusters(set('decoder', ['layers'], [dense(9), dense(64, 'linear'), reshape(8, 8, 1)])),
    'EBM2007',
    ['Let it learn by gradient'],
  ],
  [
    'a code prediction of another size',
    edit('psd', set('encoder', ['layers'], [flatten, dense(9)])),
    'EBM2005',
    ['Set the units of “encoder” to 128', 'Set the dimensions of “code” to 9'],
  ],
];

const vae = template('vae');
/** A text in which a part stands otherwise. */
const torn = (from: string, to: string): string => {
  expect(vae).toContain(from);
  return vae.replace(from, to);
};

const formCases: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['a comma that is missing', torn('"observation", "data"', '"observation" "data"'), 'EBM1001', ['Insert the comma']],
  ['a colon that is missing', torn('"data": "mnist"', '"data" "mnist"'), 'EBM1001', ['Insert the colon']],
  ['a comma behind the last', vae.replace(/\}\s*$/, ',}\n'), 'EBM1001', ['Remove the comma']],
  ['a comma twice', torn('"data": "mnist"', '"data": "mnist",, "note": 1'), 'EBM1001', ['Remove the comma']],
  ['a comment', torn('"nodes": {', '"nodes": { // what it is made of'), 'EBM1001', ['Remove the comment']],
  ['comments', torn('"nodes": {', '// one\n  "nodes": { /* two */'), 'EBM1001', ['Remove the comments']],
  ['a string that does not end', torn('"mnist"', '"mnist'), 'EBM1001', ['Close the string']],
  ['a bracket too many', `${vae.trimEnd()} }\n`, 'EBM1001', ['Remove the “}” too many']],
  ['a text that is cut off', vae.slice(0, vae.indexOf('"encoder.output"')), 'EBM1001', []],
  [
    'a text that is cut off behind a wire',
    vae.slice(0, vae.indexOf('{ "from": "encoder.output"')),
    'EBM1001',
    ['Close what is open'],
  ],
  ['two causes', torn('"mnist"', '"mnist').replace('"batch": 128', '"batch" 128'), 'EBM1001', []],
  ['a bracket that is missing in the middle', torn('"data": "mnist" }', '"data": "mnist"'), 'EBM1001', []],
  ['no format', torn('"format": 2,', ''), 'EBM1002', ['Add "format": 2']],
  ['a format in words', torn('"format": 2,', '"format": "two",'), 'EBM1002', ['Set it to 2']],
  ['a name that is a number', torn(/"name": "[^"]*"/.exec(vae)?.[0] ?? '', '"name": 7'), 'EBM1002', ['Set it to "7"']],
  ['no name', torn(/"name": "[^"]*"/.exec(vae)?.[0] ?? '', '"name": null'), 'EBM1002', ['Remove it']],
  [
    'settings in a list',
    vae.replace(/"training": .*/, '"training": [],'),
    'EBM1002',
    ['Set it to {}, with all settings at their defaults'],
  ],
  [
    'a block of a misspelt key',
    torn('{ "block": "encoder"', '{ "blok": "encoder"'),
    'EBM1002',
    ['Rename it to “block”'],
  ],
  ['a block of no key, by its id', torn('{ "block": "encoder", ', '{ '), 'EBM1002', ['Add "block": "encoder"']],
  ['a block of another word, by its id', torn('"block": "kl"', '"block": 3'), 'EBM1002', ['Set it to "kl"']],
  ['a block that is a word', torn('{ "block": "energy" }', '"energy"'), 'EBM1002', ['Set it to { "block": "energy" }']],
  [
    'a wire of one end',
    torn('{ "from": "x.value", "to": "encoder.input" }', '{ "from": "x.value" }'),
    'EBM1002',
    ['Remove the wire'],
  ],
  [
    'a wire of no port',
    torn('"from": "x.value", "to": "encoder.input"', '"from": "x", "to": "encoder.input"'),
    'EBM1002',
    ['Remove the wire'],
  ],
  [
    'a position of no place',
    torn(/"energy": \{ "x": -?\d+/.exec(vae)?.[0] ?? '', '"energy": { "left": 0'),
    'EBM1002',
    ['Remove the position'],
  ],
  [
    'a block twice',
    torn('"kl":', '"encoder": { "block": "l1" },\n    "kl":'),
    'EBM1004',
    ['Rename it to “encoder2”', 'Remove this one'],
  ],
  [
    'a parameter twice',
    torn('"data": "mnist"', '"data": "digits", "data": "mnist"'),
    'EBM1004',
    ['Remove this one', 'Remove the first'],
  ],
];

const placesOf = ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): string[] =>
  diagnostics.map(({ code, node, port, path }) => [code, node, port, ...(path ?? [])].join(' '));

describe('a fix', () => {
  test.each([...cases, ...formCases])('for %s: each leaves the graph without that fault', (_, text, code, titles) => {
    const found = check(parse(text)).diagnostics.filter((each) => each.code === code);
    expect(found.flatMap(({ fixes }) => fixes.map(({ title }) => title))).toEqual(titles);
    expect(found.length).toBeGreaterThan(0);
    for (const { operation } of found.flatMap(({ fixes }) => fixes))
      expect(check(parse(applyOperation(text, operation))).diagnostics.map((each) => each.code)).not.toContain(code);
  });

  test.each([
    ['a comma', '"observation", "data"', '"observation" "data"'],
    ['a comma at the end of a line', '"mnist" },', '"mnist" }'],
    ['a colon', '"data": "mnist"', '"data" "mnist"'],
    ['a quote', '"mnist" }', '"mnist }'],
    ['a comment', '  "edges": [', '  // the wires\n  "edges": [ /* all */'],
  ])('of %s gives the text back as it was, whatever its line ends', (_, from, to) => {
    for (const text of [vae, vae.replaceAll('\n', '\r\n')]) {
      const [{ fixes = [] } = {}] = check(parse(text.replace(from, to))).diagnostics;
      expect(fixes.map(({ operation }) => applyOperation(text.replace(from, to), operation))).toEqual([text]);
    }
  });

  test('of a text that is cut off closes each bracket where its line begins', () => {
    const cut = vae.slice(0, vae.indexOf('{ "from": "encoder.output"'));
    const [{ fixes = [] } = {}] = check(parse(cut)).diagnostics;
    const mended = fixes.map(({ operation }) => applyOperation(cut, operation));
    expect(mended).toEqual([`${cut.trimEnd().replace(/,$/, '')}\n  ]\n}\n`]);
  });

  test('of a text that lacks any one character, or ends anywhere, makes a graph of it or is not offered', () => {
    let offered = 0;
    for (let at = 0; at < vae.length; at += 3) {
      for (const text of [vae.slice(0, at) + vae.slice(at + 1), vae.slice(0, at)]) {
        const { diagnostics, document } = check(parse(text));
        if (document.problems[0]?.code !== 'EBM1001') continue;
        const forms = diagnostics.filter(({ code }) => /^EBM100[1-5]$/.test(code) && code !== 'EBM1003');
        for (const { operation } of forms.flatMap(({ fixes }) => fixes)) {
          offered++;
          expect(parse(applyOperation(text, operation)).problems).toEqual([]);
        }
      }
    }
    expect(offered).toBeGreaterThan(100);
  });

  test('of each fault in turn mends a text, but takes nothing away where several causes keep it from being JSON', () => {
    expect(fixAll(vae.replace('"mnist" },', '"mnist" }').replace('"units": 784', '"units": "784"'))).toBe(vae);
    const cut = vae.slice(0, vae.indexOf('"kl": {')).replace('"block": "observation",', '"block": "observation"');
    expect(check(parse(cut)).diagnostics.length).toBeGreaterThan(1);
    expect(fixAll(cut)).toBe(cut);
  });

  test('of a wrong value keeps the rest of the text', () => {
    const text = template('vae').replace('"units": 784', '"units": "784"');
    const [{ fixes = [] } = {}] = check(parse(text)).diagnostics;
    expect(fixes.map(({ operation }) => applyOperation(text, operation))).toEqual([template('vae')]);
  });

  test('of any fault, in any changed template, mends it where it is', () => {
    const amount = fc.oneof(fc.integer({ min: -2, max: 90 }), fc.constantFrom('relu', '8', 'valid', 'gaussian', null));
    const change = fc.record({
      node: fc.nat(12),
      parameter: fc.constantFrom(
        'layers',
        'dimensions',
        'weight',
        'scale',
        'kind',
        'constraint',
        'shape',
        'inference',
        'bound',
      ),
      key: fc.constantFrom('units', 'filters', 'kernel', 'padding', 'layer', 'shape'),
      layer: fc.nat(5),
      value: amount,
      how: fc.constantFrom('set', 'set', 'set in a layer', 'remove a layer', 'remove a wire'),
      wire: fc.nat(12),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        ({ text }, changes) => {
          const changed = changes.reduce((before, each) => {
            const { graph: read } = parse(before);
            const node = [...read.nodes.keys()][each.node % read.nodes.size] ?? 'x';
            const edge = read.edges[each.wire % Math.max(1, read.edges.length)];
            const operations: { readonly [how in typeof each.how]: Operation | undefined } = {
              set: { kind: 'set-parameter', node, path: [each.parameter], value: each.value },
              'set in a layer': {
                kind: 'set-parameter',
                node,
                path: ['layers', each.layer, each.key],
                value: each.value,
              },
              'remove a layer': { kind: 'remove-parameter', node, path: ['layers', each.layer] },
              'remove a wire': edge && { kind: 'disconnect', from: edge.from, to: edge.to },
            };
            const operation = operations[each.how];
            return operation ? applyOperation(before, operation) : before;
          }, text);
          const before = check(parse(changed));
          for (const [index, { fixes }] of before.diagnostics.entries()) {
            for (const { title, operation } of fixes) {
              const after = placesOf(check(parse(applyOperation(changed, operation))));
              expect(after, title).not.toContain(placesOf(before)[index]);
            }
          }
        },
      ),
      { numRuns: 300, seed: 21 },
    );
  });
});
