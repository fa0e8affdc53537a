import { DataError, type StoredArray } from './array';

export interface CsvOptions {
  /** Whether the last column holds the class of the sample; `none` by default. */
  readonly label?: 'last' | 'none';
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

interface Line {
  /** Counted from 1, as an editor shows it. */
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * Reads one sample a line, `[sample, column]`, separated by commas, semicolons or tabs (whichever the first line
 * uses), cells quoted as in RFC 4180 or not; blank lines and lines that begin with # are passed over. A first line
 * without a single number is a header. Labels that are all integers keep their value; else each distinct text gets an
 * index in order of appearance.
 */
export function readCsv(
  text: string,
  name: string,
  options: CsvOptions = {},
): { values: StoredArray; labels?: Int32Array } {
  const hasLabel = options.label === 'last';
  const texts = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const isContent = (line: string) => line.trim() !== '' && !line.startsWith('#');
  const first = texts.findIndex(isContent);
  if (first === -1) throw new DataError(`${name} is empty; give it one line a sample, numbers separated by commas.`);

  const separator = separatorOf(texts[first] as string);
  const parse = (index: number): Line => ({
    number: index + 1,
    cells: splitLine(texts[index] as string, separator, name, index + 1),
  });
  const opening = parse(first);
  const columns = opening.cells.length - (hasLabel ? 1 : 0);
  if (columns === 0) {
    throw new DataError(`${name} has one column, taken for the label; put the values in columns before it.`);
  }
  const isHeader = !opening.cells.slice(0, columns).some((cell) => decimal.test(cell));

  // A cell and its separator take at least two characters, which bounds the memory by the length of the text.
  const data = new Float32Array(Math.min(texts.length * columns, Math.floor(text.length / 2) + 1));
  const labels: string[] = [];
  const labelLines: number[] = [];
  let count = 0;
  for (let index = isHeader ? first + 1 : first; index < texts.length; index++) {
    if (!isContent(texts[index] as string)) continue;
    const line = index === first ? opening : parse(index);
    if (line.cells.length !== opening.cells.length) {
      throw new DataError(
        `${name}, line ${line.number} has ${line.cells.length} cells where line ${opening.number} has ` +
          `${opening.cells.length}; give every line the same number of cells.`,
      );
    }
    for (let column = 0; column < columns; column++) data[count++] = readNumber(line, column, name);
    if (hasLabel) {
      labels.push(line.cells[columns] as string);
      labelLines.push(line.number);
    }
  }
  if (count === 0) {
    throw new DataError(`${name} holds a header and no samples; give it one line a sample, numbers between commas.`);
  }
  const values: StoredArray = {
    shape: [count / columns, columns],
    data: data.slice(0, count),
    elementType: 'float64',
  };
  return hasLabel ? { values, labels: readLabels(labels, labelLines, columns + 1, name) } : { values };
}

function separatorOf(line: string): string {
  if (line.includes('\t')) return '\t';
  return line.includes(';') && !line.includes(',') ? ';' : ',';
}

function splitLine(line: string, separator: string, name: string, number: number): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (quoted && character === '"' && line[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (character === separator && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += character;
    }
  }
  if (quoted) {
    throw new DataError(
      `${name}, line ${number}, column ${cells.length + 1}: a quotation mark is not closed; close it on the same line.`,
    );
  }
  cells.push(cell.trim());
  return cells;
}

function readNumber(line: Line, column: number, name: string): number {
  const cell = line.cells[column] as string;
  if (decimal.test(cell)) return Number(cell);
  throw new DataError(
    `${name}, line ${line.number}, column ${column + 1}: ${quote(cell)} is not a number; ` +
      'write each value as a number with a decimal point.',
  );
}

function readLabels(labels: readonly string[], lines: readonly number[], column: number, name: string): Int32Array {
  if (!labels.every((label) => decimal.test(label))) {
    const classes = new Map<string, number>();
    for (const label of labels) if (!classes.has(label)) classes.set(label, classes.size);
    return Int32Array.from(labels, (label) => classes.get(label) as number);
  }
  const wrong = labels.findIndex((label) => Number(label) !== (Number(label) | 0));
  if (wrong !== -1) {
    throw new DataError(
      `${name}, line ${lines[wrong]}, column ${column}: the label ${quote(labels[wrong] as string)} is not an integer ` +
        'of 32 bits; number the classes 0, 1, 2 and so on.',
    );
  }
  return Int32Array.from(labels, Number);
}

function quote(cell: string): string {
  if (cell === '') return 'an empty cell';
  return `“${cell.length > 24 ? `${cell.slice(0, 24)}…` : cell}”`;
}
