import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { diagnosticIndex, diagnosticPage } from '../../../extension/diagnostic-pages';

const repository = resolve(import.meta.dirname, '../../..');

test('a number leads to its page', () => {
  expect(existsSync(join(repository, ...(diagnosticPage('EBM2001') ?? ['nowhere'])))).toBe(true);
  expect(existsSync(join(repository, ...diagnosticIndex))).toBe(true);
});

test.each([
  '',
  'EBM',
  'EBM20011',
  '../EBM2001',
  'EBM2001/../../secret',
  'EBM2001\n',
  'ebm2001',
  2001,
  null,
  undefined,
  {},
])('%j leads nowhere', (code) => {
  expect(diagnosticPage(code)).toBeUndefined();
});
