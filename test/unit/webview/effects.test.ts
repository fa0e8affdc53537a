import { describe, expect, test } from 'vitest';
import { type Effect, effectOf, isMeant, type Parameter } from '../../../core/blocks/parameter';
import { trainingParameters } from '../../../core/blocks/training';
import { compile } from '../../../core/compile';
import { applyOperation } from '../../../core/graph/operation';
import { type Change, changeBetween } from '../../../webview/training/change';
import { templates } from '../templates';

/** Another value that a control offers, or undefined where none is near. */
function other({ control }: Parameter, value: unknown): number | string | undefined {
  if (control.kind === 'choice') return control.options.find((option) => option.value !== value)?.value;
  if (control.kind !== 'number' || typeof value !== 'number') return undefined;
  const next = control.integer ? value + 1 : value * 0.5 || 0.25;
  return next >= control.minimum && next <= control.maximum ? next : undefined;
}

/** What a control promises, and what may come of it: never more than it said. */
const promised: Record<Effect, readonly Change[]> = {
  live: ['none'],
  'next step': ['none', 'learning'],
  rebuild: ['none', 'learning', 'rebuild'],
  reset: ['reset'],
};

describe('the form says of each control what it does to a run, before it is touched', () => {
  test.each(templates)('$id', ({ id: name, text }) => {
    const before = compile(text, { fileName: 'graph.ebm.json' });
    if (!before.module) throw new Error(`The template ${name} has an error.`);
    const { module } = before;
    let tried = 0;
    const broken: string[] = [];
    const holds = (what: string, effect: Effect, changed: string): void => {
      const after = compile(changed, { fileName: 'graph.ebm.json' }).module;
      // Another shape may not fit the rest of the graph.
      if (!after) return;
      tried++;
      const change = changeBetween(module, after);
      if (!promised[effect].includes(change)) broken.push(`${what} says ${effect}, and it is ${change}`);
    };
    for (const [id, { block, values }] of before.checked.nodes) {
      for (const [key, parameter] of Object.entries<Parameter>(block.parameters)) {
        const value = isMeant(parameter, values) ? other(parameter, values[key]) : undefined;
        if (value === undefined) continue;
        const operation = { kind: 'set-parameter', node: id, path: [key], value } as const;
        holds(`${id}.${key}`, effectOf(parameter, values), applyOperation(text, operation));
      }
    }
    for (const [key, parameter] of Object.entries<Parameter>(trainingParameters)) {
      const value = other(parameter, before.checked.training[key as keyof typeof before.checked.training]);
      if (value === undefined) continue;
      holds(
        key,
        effectOf(parameter, before.checked.training),
        applyOperation(text, { kind: 'set-training', key, value }),
      );
    }
    expect(broken).toEqual([]);
    expect(tried).toBeGreaterThan(4);
  });
});
