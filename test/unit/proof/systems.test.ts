import { beforeAll, describe, expect, test } from 'vitest';
import { bounds, type Evidence, passes } from '../../proof/proof';
import { proofs } from '../../proof/systems';
import { startWasm } from '../training/backends';

beforeAll(startWasm);

describe('each system is held to its reference', () => {
  test.each(proofs)(
    '$system',
    async ({ prove }) => {
      const evidence = await prove('reduced');
      expect(evidence.length).toBeGreaterThan(0);
      const failed = evidence.filter((each) => !passes(each));
      expect(failed.map((each) => `${each.criterion}: ${each.value}, not ${bounds(each)}`)).toEqual([]);
    },
    300_000,
  );
});

describe('a criterion', () => {
  const evidence = (value: number, bound: Evidence['bound']): Evidence => ({
    criterion: '',
    reference: '',
    value,
    bound,
  });

  test.each([
    [1, { below: 2 }, true],
    [2, { below: 2 }, false],
    [3, { above: 2 }, true],
    [1, { above: 2 }, false],
    [3, { above: 2.5, below: 3.5 }, true],
    [4, { above: 2.5, below: 3.5 }, false],
    [Number.NaN, { below: 2 }, false],
    [Number.NaN, { above: 2 }, false],
    [1, {}, false],
  ])('of value %d under %j holds: %j', (value, bound, holds) => {
    expect(passes(evidence(value, bound))).toBe(holds);
  });
});
