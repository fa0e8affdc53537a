import { expect, test } from 'vitest';
import { fileNameFor, stemOf, withGraphSuffix } from '../../../extension/graph-names';
import { readRevealQuery, revealQuery } from '../../../extension/reveal-query';
import { templateNames } from '../../../extension/templates';
import { templates } from '../templates';

test('the gallery offers every template that ships', () => {
  expect([...templateNames].sort()).toEqual(templates.map(({ id }) => id).sort());
});

test.each(['vae', 'vae.json', 'vae.ebm', 'vae.ebm.json'])('a file typed as %s is a graph', (typed) => {
  expect(withGraphSuffix(`/models/${typed}`)).toBe('/models/vae.ebm.json');
});

test('dots inside a name stay', () => {
  expect(withGraphSuffix('/models/vae.v2')).toBe('/models/vae.v2.ebm.json');
  expect(stemOf('vae.v2.ebm.json')).toBe('vae.v2');
});

test('a model of any name has a file name', () => {
  expect(fileNameFor('Variational autoencoder (β = 4)')).toBe('variational-autoencoder-4.ebm.json');
  expect(fileNameFor('能量')).toBe('model.ebm.json');
});

test.each([
  'file:///home/me/a%20b%26c%3D%25.ebm.json',
  'vscode-remote://ssh-remote%2Bhost/models/%C3%A9nergie%2B%23.ebm.json',
])('a link to %s survives being decoded once more than it was encoded', (file) => {
  const query = revealQuery(file, 'code');
  expect(readRevealQuery(query)).toEqual({ file, node: 'code' });
  expect(readRevealQuery(decodeURIComponent(query))).toEqual({ file, node: 'code' });
});

test('a link that is none is not followed', () => {
  expect(readRevealQuery('')).toBeUndefined();
  expect(readRevealQuery('file=***')).toBeUndefined();
  expect(readRevealQuery(`${revealQuery('file:///a.ebm.json', undefined)}&node=%3Cimg%3E`)).toBeUndefined();
});
