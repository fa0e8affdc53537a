import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import type { Json } from '../../../core/graph/document';
import { parse } from '../../../core/graph/parse';
import { dense, flatten, graph } from '../emit/graphs';

type Parameters = { readonly block: string; readonly [name: string]: Json };

/** A block that reads encoders with these layers, or the data themselves, port by port. */
const reading = (
  term: Parameters,
  data: string,
  ports: { readonly [port: string]: readonly Json[] | 'data' },
): string =>
  graph(
    {
      x: { block: 'observation', data },
      ...Object.fromEntries(
        Object.entries(ports).flatMap(([port, layers]) =>
          layers === 'data' ? [] : [[`to-${port}`, { block: 'encoder', layers }]],
        ),
      ),
      term,
      energy: { block: 'energy' },
    },
    ...Object.entries(ports).flatMap(([port, layers]): (readonly [string, string])[] =>
      layers === 'data'
        ? [['x.value', `term.${port}`]]
        : [
            ['x.value', `to-${port}.input`],
            [`to-${port}.output`, `term.${port}`],
          ],
    ),
    ['term.energy', 'energy.terms'],
  );

const errorsOf = (text: string) =>
  check(parse(text)).diagnostics.flatMap(({ severity, code, message }) =>
    severity === 'error' ? [{ code, message }] : [],
  );

const to = (units: number): readonly Json[] => [flatten, dense(units)];

describe('a block refuses what it cannot take, and says what it needs', () => {
  const cases: readonly (readonly [
    string,
    Parameters,
    string,
    { readonly [port: string]: readonly Json[] | 'data' },
    string,
    RegExp,
  ])[] = [
    [
      'a cross-entropy of one category',
      { block: 'categorical' },
      'digits',
      { prediction: 'data', target: 'data' },
      'EBM2011',
      /two categories or more along the last axis/,
    ],
    [
      'a cross-entropy of coordinates',
      { block: 'categorical' },
      'moons',
      { prediction: 'data', target: 'data' },
      'EBM2011',
      /not bounded to \[0, 1\]/,
    ],
    [
      'a pyramid of points',
      { block: 'laplacian-pyramid' },
      'moons',
      { prediction: 'data', target: 'data' },
      'EBM2002',
      /compares images/,
    ],
    [
      'a pyramid of more levels than halvings',
      { block: 'laplacian-pyramid', levels: 4 },
      'digits',
      { prediction: 'data', target: 'data' },
      'EBM2003',
      /set at most 3 levels/,
    ],
    ['a potential of two numbers', { block: 'potential' }, 'moons', { input: to(2) }, 'EBM2012', /1 unit/],
    [
      'groups that leave units over',
      { block: 'group', size: 4 },
      'moons',
      { input: to(10) },
      'EBM2004',
      /leave 2 over/,
    ],
    ['the entropy of one logit', { block: 'entropy' }, 'moons', { input: to(1) }, 'EBM2011', /two categories/],
    ['the covariance of maps', { block: 'covariance' }, 'digits', { input: [] }, 'EBM2001', /Flatten it first/],
    [
      'a correlation of unlike embeddings',
      { block: 'decorrelation' },
      'moons',
      { a: to(3), b: to(4) },
      'EBM2008',
      /feature 3 and feature 4/,
    ],
    [
      'a code prediction of another size',
      { block: 'code-prediction' },
      'moons',
      { code: to(3), prediction: to(4) },
      'EBM2005',
      /make them alike/,
    ],
  ];

  test.each(cases)('%s', (_, term, data, ports, code, words) => {
    const errors = errorsOf(reading(term, data, ports));
    expect(errors.map((each) => each.code)).toEqual([code]);
    expect(errors[0]?.message).toMatch(words);
  });

  test.each([
    ['the future of an image', 'future', 'digits', /a sequence, time × …/],
    ['the left half of a sequence', 'left', 'forks', /an image, height × width × channel/],
  ])('%s', (_, which, data, words) => {
    const text = graph(
      { x: { block: 'observation', data }, part: { block: 'part', which }, energy: { block: 'energy' } },
      ['x.value', 'part.input'],
    );
    expect(errorsOf(text).find(({ code }) => code === 'EBM2002')?.message).toMatch(words);
  });

  test.each([[['12']], [['01', '0']], [[]]])('the pattern %j', (pattern) => {
    const text = graph(
      { x: { block: 'observation', data: 'digits' }, mask: { block: 'mask', hidden: 'own', pattern } },
      ['x.value', 'mask.input'],
    );
    expect(errorsOf(text).find(({ code }) => code === 'EBM1006')?.message).toMatch(/rows of the digits 0 and 1/);
  });
});

describe('a mask of whole sites', () => {
  const masked = (covers: string, reader: string): string =>
    graph(
      {
        x: { block: 'observation', data: 'digit-levels' },
        mask: { block: 'mask', covers },
        joined: { block: reader },
        energy: { block: 'energy' },
      },
      ['x.value', 'mask.input'],
      ['x.value', 'joined.a'],
      ['mask.mask', 'joined.b'],
    );

  test.each([
    ['sites', 'product', '8×8×4'],
    ['numbers', 'product', '8×8×4'],
    ['sites', 'concat', '8×8×5'],
  ])('%s: a %s with the data has the shape %s', (covers, reader, shape) => {
    const output = check(parse(masked(covers, reader))).nodes.get('joined')?.outputs.output;
    expect(output?.shape.map(({ size }) => size).join('×')).toBe(shape);
    expect(output?.role).toBe(reader === 'product' ? 'observation' : 'feature');
  });
});
