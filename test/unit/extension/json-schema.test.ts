import Ajv, { type AnySchema } from 'ajv';
import { expect, test } from 'vitest';
import { documentHints, documentSchema } from '../../../core/blocks/json-schema';
import { template, templates } from '../templates';

const ajv = new Ajv({ allErrors: true, strict: false });
const complies = ajv.compile(documentSchema() as AnySchema);
const complains = ajv.compile(documentHints() as AnySchema);

/** Where the schema refuses a text, as JSON pointers. */
function refused(text: string): string[] {
  complies(JSON.parse(text));
  return (complies.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(({ instancePath }) => instancePath);
}

test.each(templates)('the schema accepts the template $id', ({ text }) => {
  expect(refused(text)).toEqual([]);
});

test.each([
  ['a number below its limit', '"dimensions": 20', '"dimensions": 0', '/nodes/code/dimensions'],
  ['a fraction where a whole number is asked', '"dimensions": 20', '"dimensions": 2.5', '/nodes/code/dimensions'],
  ['a word that is none of the choices', '"kind": "gaussian"', '"kind": "poisson"', '/nodes/code/kind'],
  ['a block that nobody knows', '"block": "kl"', '"block": "kll"', '/nodes/kl/block'],
  ['a wrong parameter of a layer', '"units": 784', '"units": "many"', '/nodes/decoder/layers/1/units'],
  ['a layer that nobody knows', '"layer": "flatten"', '"layer": "flat"', '/nodes/encoder/layers/0/layer'],
  ['a wire that names no port', '"from": "x.value"', '"from": "x"', '/edges/0/from'],
  ['a wrong setting of the training', '"batch": 128', '"batch": 0', '/training/batch'],
])('the schema refuses %s', (_, right, wrong, place) => {
  expect(refused(template('vae').replace(right, wrong))).toEqual([place]);
});

test('a parameter is refused only in the block that declares it', () => {
  const text = template('vae').replace('"block": "energy"', '"block": "energy", "dimensions": 0');
  expect(refused(text)).toEqual([]);
});

test('unknown keys are allowed everywhere', () => {
  const text = template('vae')
    .replace('"format": 2,', '"format": 2, "author": "someone",')
    .replace('"block": "kl",', '"block": "kl", "colour": "red",')
    .replace('{ "layer": "flatten" }', '{ "layer": "flatten", "note": 1 }');
  expect(refused(text)).toEqual([]);
});

test('the hints for an editor refuse nothing, however wrong the text', () => {
  for (const text of [
    '{}',
    '{ "format": "x", "nodes": { "1": { "block": "code", "dimensions": "many" } }, "edges": [{}], "training": { "batch": [] } }',
    '{ "nodes": [], "edges": {}, "layout": 3 }',
  ]) {
    expect(complains(JSON.parse(text)), text).toBe(true);
  }
});

test('the hints still explain a parameter and offer its choices', () => {
  const hints = JSON.stringify(documentHints());
  expect(hints).toContain('"examples":["deterministic","gaussian"');
  expect(hints).toContain('"title":"Batch (samples)"');
});
