import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asSummary, asText, emptyPage, type Report, withSection, withSummary } from '../../bench/report';

const report: Report = {
  name: 'vae-2d',
  about: 'One step.',
  measurements: [
    {
      case: 'vae-2d',
      backend: 'webgl, Chromium',
      oursMs: 12.345,
      peer: 'tfjs by hand',
      peerMs: 37.035,
      ratio: 1 / 3,
      spread: 0.04,
      programs: 64,
    },
  ],
  notes: ['WebGL was software.'],
  bars: [
    { words: 'programs', cleared: true },
    { words: 'speed', cleared: false },
  ],
};

const page = withSection(emptyPage, report);

const other: Report = {
  name: 'graph-size',
  about: 'A check.',
  measurements: [
    { case: 'check', backend: 'Node', oursMs: 20, peer: null, peerMs: null, ratio: null, spread: 0, programs: null },
  ],
  notes: [],
  bars: [{ words: 'quick enough', cleared: true }],
};

describe('the report of a benchmark', () => {
  test('a table has the columns alone in which something stands', () => {
    const [head, row] = asText(report).split('\n');
    expect(head?.split(/ {2,}/)).toEqual([
      'case',
      'backend',
      'ours',
      'spread',
      'peer',
      'peer takes',
      'ratio',
      'programs',
    ]);
    expect(row?.split(/ {2,}/)).toEqual([
      'vae-2d',
      'webgl, Chromium',
      '12.3 ms',
      '± 4 %',
      'tfjs by hand',
      '37 ms',
      '0.33',
      '64',
    ]);
  });

  test('a page says of each bar whether it is cleared', () => {
    expect(page).toContain('- cleared: programs\n- **MISSED**: speed');
    expect(page).toContain('- WebGL was software.');
  });

  test('what is measured again takes the place of its section alone, and what is new comes last', () => {
    const again = { ...report, about: 'Measured again.' };
    const both = withSection(withSection(page, other), again);
    expect(both).toBe(withSection(withSection(emptyPage, again), other));
    expect(withSection(both, report)).toBe(withSection(page, other));
  });

  test('the summary counts the bars of the whole page, and has the row of a model that was not measured now', () => {
    const row = '| `vae-2d` |  |  |  |  |  | 12.3 ms | 37 ms | 64 |';
    expect(asSummary(page)).toContain(row);
    const both = asSummary(withSection(page, other));
    expect(both).toContain(row);
    expect(both).toContain('2 of 3 bars');
  });

  test('the summary stands between its markers, and what stands around them stays', () => {
    const readme = 'above\n<!-- npm run bench -- --write -->\nold\n<!-- end of the benchmark -->\nbelow\n';
    const written = withSummary(readme, asSummary(page));
    expect(written).toMatch(/^above\n[\s\S]*\| 12\.3 ms \| 37 ms \| 64 \|[\s\S]*1 of 2 bars[\s\S]*\nbelow\n$/);
    expect(written).not.toContain('old');
    expect(withSummary(written, asSummary(page))).toBe(written);
    expect(() => withSummary('no markers', '')).toThrow('README.md has no');
  });
});

describe('the benchmark that is kept', () => {
  test('the summary in the readme is that of the page', () => {
    const [readme, kept] = ['README.md', 'docs/benchmark.md'].map((path) => readFileSync(path, 'utf8')) as [
      string,
      string,
    ];
    expect(withSummary(readme, asSummary(kept))).toBe(readme);
  });
});
