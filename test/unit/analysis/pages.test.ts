import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { migrate } from '../../../core/graph/migrate';
import { applyOperation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { serialize } from '../../../core/graph/serialize';
import { drawGraph } from '../../../scripts/diagnostic-drawing';

const repository = resolve(import.meta.dirname, '../../..');
const pages = join(repository, 'docs', 'diagnostics');
const graphs = join(pages, 'graphs');

/** Every number that stands in the source of the core. */
const codes = [
  ...new Set(
    readdirSync(join(repository, 'core'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => readFileSync(join(repository, 'core', path), 'utf8').match(/EBM\d{4}/g) ?? []),
  ),
].sort();

const page = (name: string): string => readFileSync(join(pages, `${name}.md`), 'utf8');
const graph = (code: string, kind: 'wrong' | 'right'): string =>
  readFileSync(join(graphs, `${code}.${kind}.ebm.json`), 'utf8');
const diagnose = (text: string) => check(parse(text)).diagnostics;

/** Addresses of links and pictures. */
const linksOf = (text: string): string[] => [...text.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, address = '']) => address);

describe('the pages about diagnostics', () => {
  test('are one for each number in the core, and the index leads to each', () => {
    const written = readdirSync(pages).filter((name) => /^EBM.*\.md$/.test(name));
    expect(written.sort()).toEqual(codes.map((code) => `${code}.md`));
    for (const code of codes) {
      const [, title] = new RegExp(`^# ${code}: (.+)`).exec(page(code)) ?? [];
      expect(page('README')).toContain(`| [${code}](${code}.md) | ${title} |`);
    }
  });

  test.each([...codes, 'README'])('%s leads only to what is there', (name) => {
    for (const address of linksOf(page(name))) expect(existsSync(join(pages, address)), address).toBe(true);
  });

  test.each(codes)('%s has a wrong graph with this fault and no other, and a right one with none', (code) => {
    const found = diagnose(graph(code, 'wrong'));
    expect(new Set(found.map((each) => each.code))).toEqual(new Set([code]));
    expect(diagnose(graph(code, 'right'))).toEqual([]);
  });

  test.each(codes)('the page of %s says the sentence of its wrong graph and names its fixes', (code) => {
    const found = diagnose(graph(code, 'wrong'));
    const { severity, message } = found[0] ?? { severity: '', message: '' };
    expect(page(code).toLowerCase()).toContain(`> ${severity}: ${message}`.toLowerCase());
    const titles = found.flatMap(({ fixes }) => fixes.map(({ title }) => `**${title}**`));
    expect(page(code).match(/\*\*[^*]+\*\*/g) ?? []).toEqual(titles);
  });

  test.each(codes)('each fix that %s offers leaves its wrong graph free of it', (code) => {
    const text = graph(code, 'wrong');
    for (const { operation } of diagnose(text).flatMap(({ fixes }) => fixes))
      expect(diagnose(applyOperation(text, operation)).map((each) => each.code)).not.toContain(code);
  });

  test.each(codes)('the graphs of %s are written canonically where their form is sound', (code) => {
    for (const kind of ['wrong', 'right'] as const) {
      const document = parse(graph(code, kind));
      if (!document.problems.length) expect(migrate(graph(code, kind))).toBe(serialize(document.graph));
    }
  });

  test.each(codes)('the drawings of %s are those of its graphs, with red in the wrong one alone', (code) => {
    const red = '#c0202a';
    for (const kind of ['wrong', 'right'] as const) {
      const drawing = readFileSync(join(graphs, `${code}.${kind}.svg`), 'utf8');
      expect(drawing, 'draw them anew with node scripts/draw-diagnostics.mjs').toBe(drawGraph(graph(code, kind)));
      expect(drawing.includes(red)).toBe(kind === 'wrong');
      expect(page(code)).toContain(`(graphs/${code}.${kind}.svg)`);
    }
  });
});
