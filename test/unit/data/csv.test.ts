import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../core/data/array';
import { readCsv } from '../../../core/data/csv';

describe('readCsv', () => {
  it('reads one sample a line', () => {
    const { values, labels } = readCsv('1,2,3\n4,5e-1,-.5\n', 'a.csv');
    expect(values.shape).toEqual([2, 3]);
    expect([...values.data]).toEqual([1, 2, 3, 4, 0.5, -0.5]);
    expect(labels).toBeUndefined();
  });

  it.each([
    ['a header', 'x,y\n1,2\n3,4'],
    ['a quoted header and quoted cells', '"x, in metres","y ""up"""\n"1","2"\n3,4'],
    ['semicolons', '1;2\n3;4'],
    ['tabs', '1\t2\n3\t4\n'],
    ['carriage returns', '1,2\r\n3,4\r\n'],
    ['a byte order mark', '\uFEFF1,2\n3,4'],
    ['blank lines, comments and spaces', '# made by hand\n 1 , 2\n\n3,4\n\n'],
  ])('reads a file with %s', (_, text) => {
    const { values } = readCsv(text, 'a.csv');
    expect(values.shape).toEqual([2, 2]);
    expect([...values.data]).toEqual([1, 2, 3, 4]);
  });

  it('takes integer labels from the last column as they are', () => {
    const { values, labels } = readCsv('x,y,class\n1,2,7\n3,4,-1', 'a.csv', { label: 'last' });
    expect(values.shape).toEqual([2, 2]);
    expect(labels).toEqual(Int32Array.of(7, -1));
  });

  it('numbers text labels in order of appearance', () => {
    const { labels } = readCsv('1,setosa\n2,virginica\n3,setosa\n4,1', 'a.csv', { label: 'last' });
    expect(labels).toEqual(Int32Array.of(0, 1, 0, 2));
  });

  it.each([
    [
      '1,2\n\n3,abc',
      'points.csv, line 3, column 2: “abc” is not a number; write each value as a number with a decimal point.',
    ],
    [
      '1,2\n3,',
      'points.csv, line 2, column 2: an empty cell is not a number; write each value as a number with a decimal point.',
    ],
    [
      '1,0x10',
      'points.csv, line 1, column 2: “0x10” is not a number; write each value as a number with a decimal point.',
    ],
    ['x,y\n1,2\n3', 'points.csv, line 3 has 1 cells where line 1 has 2; give every line the same number of cells.'],
    ['\n \n', 'points.csv is empty; give it one line a sample, numbers separated by commas.'],
    ['x,y\n', 'points.csv holds a header and no samples; give it one line a sample, numbers between commas.'],
    ['1,"2\n3,4', 'points.csv, line 1, column 2: a quotation mark is not closed; close it on the same line.'],
  ])('says where %j is wrong', (text, message) => {
    expect(() => readCsv(text, 'points.csv')).toThrow(new DataError(message));
  });

  it.each([
    [
      '1,2\n3,0.5',
      'points.csv, line 2, column 2: the label “0.5” is not an integer of 32 bits; number the classes 0, 1, 2 and so on.',
    ],
    ['1\n2', 'points.csv has one column, taken for the label; put the values in columns before it.'],
  ])('says what is wrong with the labels of %j', (text, message) => {
    expect(() => readCsv(text, 'points.csv', { label: 'last' })).toThrow(new DataError(message));
  });

  it('throws nothing but DataError on any text', () => {
    const piece = fc.constantFrom('1', '2.5', 'a', ',', ';', '\t', '\n', '\r', '"', '#', ' ', '-', 'e', '.');
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('last' as const, 'none' as const), (input, label) => {
        try {
          const { values, labels } = readCsv(input, 'a.csv', { label });
          expect(values.data.length).toBe((values.shape[0] ?? 0) * (values.shape[1] ?? 0));
          expect(labels?.length).toBe(label === 'last' ? values.shape[0] : undefined);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('refuses a cell of a million digits in linear time', () => {
    const start = performance.now();
    expect(() => readCsv(`1,${'1'.repeat(1_000_000)}x`, 'a.csv')).toThrow(DataError);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
