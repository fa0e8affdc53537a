import { describe, expect, test } from 'vitest';
import { asPage, asSummary, asText, type Report, withSummary } from '../../bench/report';

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
    const page = asPage([report]);
    expect(page).toContain('- cleared: programs\n- **MISSED**: speed');
    expect(page).toContain('- WebGL was software.');
  });

  test('the summary stands between its markers, and what stands around them stays', () => {
    const readme = 'above\n<!-- npm run bench -- --write -->\nold\n<!-- end of the benchmark -->\nbelow\n';
    const written = withSummary(readme, asSummary([report]));
    expect(written).toMatch(/^above\n[\s\S]*\| 12\.3 ms \| 37 ms \| 64 \|[\s\S]*1 of 2 bars[\s\S]*\nbelow\n$/);
    expect(written).not.toContain('old');
    expect(withSummary(written, asSummary([report]))).toBe(written);
    expect(() => withSummary('no markers', '')).toThrow('README.md has no');
  });
});
