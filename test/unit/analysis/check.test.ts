import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { formatSizes } from '../../../core/blocks/signal';
import { applyOperation, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { template, templates } from '../templates';

const vae = template('vae');

const wire = (from: string, to: string): Pick<Extract<Operation, { kind: 'connect' }>, 'from' | 'to'> => {
  const [a = '', b = ''] = from.split('.');
  const [c = '', d = ''] = to.split('.');
  return { from: { node: a, port: b }, to: { node: c, port: d } };
};

const faults: readonly {
  fault: string;
  break: (text: string) => string;
  code: string;
  at: string;
  fixable?: boolean;
}[] = [
  {
    fault: 'a misspelt block',
    break: (text) => text.replace('"block": "kl"', '"block": "kll"'),
    code: 'EBM1003',
    at: '"kll"',
    fixable: true,
  },
  {
    fault: 'a misspelt layer',
    break: (text) => text.replace('"layer": "flatten"', '"layer": "flaten"'),
    code: 'EBM1003',
    at: '"flaten"',
    fixable: true,
  },
  {
    fault: 'a parameter of the wrong type',
    break: (text) => text.replace('"units": 784', '"units": "784"'),
    code: 'EBM1006',
    at: '"784"',
  },
  {
    fault: 'a training setting out of range',
    break: (text) => text.replace('"batch": 128', '"batch": 0'),
    code: 'EBM1006',
    at: '0',
  },
  {
    fault: 'a wire from a block that is not there',
    break: (text) => text.replace('"from": "code.code", "to": "kl.input"', '"from": "ghost.code", "to": "kl.input"'),
    code: 'EBM1007',
    at: '"ghost.code"',
    fixable: true,
  },
  {
    fault: 'a wire from a port that is not there',
    break: (text) => text.replace('"from": "encoder.output"', '"from": "encoder.features"'),
    code: 'EBM1007',
    at: '"encoder.features"',
    fixable: true,
  },
  {
    fault: 'a circle',
    break: (text) =>
      text.replace(
        '{ "from": "x.value", "to": "encoder.input" }',
        '{ "from": "decoder.output", "to": "encoder.input" }',
      ),
    code: 'EBM1008',
    at: '{ "from": "decoder.output", "to": "encoder.input" }',
    fixable: true,
  },
  {
    fault: 'an input with nothing wired in',
    break: (text) => applyOperation(text, { kind: 'disconnect', ...wire('x.value', 'encoder.input') }),
    code: 'EBM1009',
    at: '"encoder"',
  },
  {
    fault: 'a second wire into a port for one',
    break: (text) => applyOperation(text, { kind: 'connect', ...wire('encoder.output', 'reconstruction.target') }),
    code: 'EBM1010',
    at: '{ "from": "encoder.output", "to": "reconstruction.target" }',
    fixable: true,
  },
  {
    fault: 'no energy',
    break: (text) => applyOperation(text, { kind: 'remove-nodes', ids: ['energy'] }),
    code: 'EBM1012',
    at: '{',
  },
  {
    fault: 'a distribution where a code is needed',
    break: (text) =>
      applyOperation(applyOperation(text, { kind: 'remove-nodes', ids: ['noise'] }), {
        kind: 'connect',
        ...wire('code.code', 'decoder.code'),
      }),
    code: 'EBM1013',
    at: '{ "from": "code.code", "to": "decoder.code" }',
    fixable: true,
  },
  {
    fault: 'a dense layer on an image',
    break: (text) => text.replace('{ "layer": "flatten" }, ', ''),
    code: 'EBM2001',
    at: '{ "layer": "dense", "units": 400, "activation": "relu" }',
    fixable: true,
  },
  {
    fault: 'a convolution on a vector',
    break: (text) => text.replace('{ "layer": "dense", "units": 400', '{ "layer": "conv2d", "filters": 4'),
    code: 'EBM2002',
    at: '{ "layer": "conv2d", "filters": 4, "activation": "relu" }',
  },
  {
    fault: 'a reshape that does not fit',
    break: (text) => text.replace('"units": 784', '"units": 783'),
    code: 'EBM2004',
    at: '[28, 28, 1]',
  },
  {
    fault: 'a join without a skip',
    break: (text) =>
      text.replace('{ "layer": "flatten" }', '{ "layer": "flatten" }, { "layer": "join", "how": "add" }'),
    code: 'EBM2009',
    at: '{ "layer": "join", "how": "add" }',
    fixable: true,
  },
  {
    fault: 'a skip that nothing joins',
    break: (text) => text.replace('{ "layer": "flatten" }', '{ "layer": "skip" }, { "layer": "flatten" }'),
    code: 'EBM2009',
    at: '{ "layer": "skip" }',
    fixable: true,
  },
  {
    fault: 'a join of two shapes',
    break: (text) =>
      text.replace(
        '{ "layer": "flatten" }',
        '{ "layer": "skip" }, { "layer": "pool2d" }, { "layer": "join", "how": "concat" }, { "layer": "flatten" }',
      ),
    code: 'EBM2009',
    at: '{ "layer": "join", "how": "concat" }',
  },
  {
    fault: 'instance normalization of a vector',
    break: (text) =>
      text.replace(
        '{ "layer": "flatten" }',
        '{ "layer": "flatten" }, { "layer": "normalization", "kind": "instance" }',
      ),
    code: 'EBM2002',
    at: '{ "layer": "normalization", "kind": "instance" }',
  },
  {
    fault: 'heads that do not divide the channels',
    break: (text) =>
      text.replace('{ "layer": "flatten" }', '{ "layer": "attention", "heads": 4 }, { "layer": "flatten" }'),
    code: 'EBM2010',
    at: '4',
    fixable: true,
  },
  {
    fault: 'a prediction of another shape than its target',
    break: (text) => text.replace('"shape": [28, 28, 1]', '"shape": [28, 28]'),
    code: 'EBM2005',
    at: '"reconstruction"',
  },
  {
    fault: 'a Bernoulli distance on data without bounds',
    break: (text) =>
      template('denoising-autoencoder').replace('"squared-error"', '"bernoulli"') + text.slice(text.length),
    code: 'EBM2006',
    at: '"reconstruction"',
  },
];

describe('checking a graph', () => {
  test.each(templates)('the template $id is sound', ({ text }) => {
    expect(check(parse(text)).diagnostics).toEqual([]);
  });

  test.each(faults)('$fault is one error, $code, on its exact text', ({ break: damage, code, at, fixable }) => {
    const text = damage(vae);
    const errors = check(parse(text)).diagnostics.filter(({ severity }) => severity === 'error');
    const ofCode = errors.filter((each) => each.code === code);
    expect(errors).toEqual(ofCode);
    const [first] = ofCode;
    expect(first && text.slice(first.range.offset, first.range.offset + first.range.length)).toBe(at);
    expect(ofCode).toHaveLength(1);
    if (fixable) {
      const operation = first?.fixes[0]?.operation;
      expect(operation).toBeDefined();
      const mended = operation ? applyOperation(text, operation) : text;
      expect(check(parse(mended)).diagnostics.filter((each) => each.code === code)).toEqual([]);
    }
  });

  test('a block that could not be read is one error, and its wires are none', () => {
    for (const [damaged, code] of [
      [vae.replaceAll('"encoder', '"2nd'), 'EBM1005'],
      [vae.replace('"encoder": { "block": "encoder"', '"encoder": { "bloc": "encoder"'), 'EBM1002'],
    ] as const)
      expect(check(parse(damaged)).diagnostics.map((each) => each.code)).toEqual([code]);
  });

  test('an id that cannot stand gets a valid one in its wires too', () => {
    const [{ fixes = [] } = {}] = check(
      parse(vae.replaceAll(/"encoder(?="|\.)(?!", "layers)/g, '"2nd encoder')),
    ).diagnostics;
    expect(fixes.map(({ title }) => title)).toEqual(['Rename it to “nd-encoder”']);
    const mended = fixes.reduce(
      (text, { operation }) => applyOperation(text, operation),
      vae.replaceAll(/"encoder(?="|\.)(?!", "layers)/g, '"2nd encoder'),
    );
    expect(check(parse(mended)).diagnostics).toEqual([]);
  });

  test('blocks on a circle or behind one are known, and wait', () => {
    const { nodes } = check(parse(faults.find(({ code }) => code === 'EBM1008')?.break(vae) ?? vae));
    expect([...nodes.keys()].sort()).toEqual([...check(parse(vae)).nodes.keys()].sort());
    expect([...nodes.values()].filter(({ waiting }) => !waiting).map(({ id }) => id)).toEqual(['x', 'energy']);
  });

  test('shapes are known on every wire of a sound graph', () => {
    const { nodes } = check(parse(vae));
    const shapes = [...nodes.values()].flatMap(({ id, outputs }) =>
      Object.entries(outputs).map(([port, { shape, role }]) => `${id}.${port} ${role} ${formatSizes(shape)}`),
    );
    expect(shapes).toEqual([
      'x.value observation 28×28×1',
      'encoder.output feature 400',
      'encoder.network network 400',
      'code.code distribution 20',
      'noise.output code 20',
      'decoder.output reconstruction 28×28×1',
      'decoder.network network 28×28×1',
    ]);
  });

  test('a join takes up the last skip that is open', () => {
    const conv = '{ "layer": "conv2d", "filters": 4 }';
    const [skip, join] = ['{ "layer": "skip" }', '{ "layer": "join", "how": "concat" }'];
    const stack = [conv, skip, '{ "layer": "pool2d" }', conv, skip, conv, join, '{ "layer": "upsample2d" }', join];
    const text = vae.replace('{ "layer": "flatten" }', [...stack, '{ "layer": "flatten" }'].join(', '));
    const { nodes, sound } = check(parse(text));
    expect(sound).toBe(true);
    expect(
      nodes
        .get('encoder')
        ?.layers.slice(0, 9)
        .map(({ shape }) => formatSizes(shape)),
    ).toEqual(['28×28×4', '28×28×4', '14×14×4', '14×14×4', '14×14×4', '14×14×4', '14×14×8', '28×28×8', '28×28×12']);
  });

  test('an unknown key is kept and mentioned, and stops nothing', () => {
    const checked = check(parse(vae.replace('"kind": "gaussian"', '"kind": "gaussian", "colour": "red"')));
    expect(checked.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['EBM1014', 'information']]);
    expect(checked.sound).toBe(true);
  });

  test('no mutation of a graph makes it throw', () => {
    const value = fc.oneof(
      fc.json(),
      fc.constantFrom('"x.value"', '"energy.terms"', '[]', '{}', 'null', '-1', '1e999'),
    );
    fc.assert(
      fc.property(fc.nat(vae.length), fc.nat(40), value, (offset, length, replacement) => {
        const text = vae.slice(0, offset) + replacement + vae.slice(offset + length);
        for (const { range } of check(parse(text)).diagnostics) {
          expect(range.offset).toBeGreaterThanOrEqual(0);
          expect(range.offset + range.length).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 400 },
    );
  });
});
