import { add, constant, type Expression, exp, mul, progress, sub } from '../../program/expression';
import type { LoweringScope } from '../block';
import { choice, number } from '../parameter';

/** How the amount of a noise goes over a run, beside its parameter `scale`. */
export const fallingSchedule = {
  schedule: choice({
    label: 'Schedule',
    help: 'The amount stays, or goes evenly to its end over the steps of the run.',
    effect: 'rebuild',
    implied: true,
    default: 'fixed',
    options: { fixed: 'fixed', falling: 'falling over the run' },
  }),
  end: endOf(),
};

/** The same, where the amount may also be learned. */
export const learnedSchedule = {
  schedule: choice({
    label: 'Schedule',
    help: 'The amount stays; or goes evenly to its end over the steps of the run; or is learned as the exponential of one number, from the amount given: it sinks to 0 unless some term is lower with more noise.',
    effect: 'rebuild',
    implied: true,
    default: 'fixed',
    options: { fixed: 'fixed', falling: 'falling over the run', learned: 'learned' },
  }),
  end: endOf(),
};

function endOf() {
  return number({
    label: 'End',
    help: 'The amount at the end of the run.',
    effect: 'live',
    implied: true,
    onlyWith: { parameter: 'schedule', value: 'falling' },
    default: 0,
    minimum: 0,
    maximum: 100,
  });
}

/** The amount at this step of the run: one number. */
export function scheduled(
  scope: LoweringScope,
  { scale, schedule, end }: { readonly scale: number; readonly schedule: string; readonly end: number },
): Expression {
  const start = scope.setting('scale', scale);
  if (schedule === 'learned') return mul(start, learnedFactor(scope));
  if (schedule !== 'falling') return start;
  const left = sub(constant(1), progress);
  return add(mul(start, left), mul(scope.setting('end', end), progress));
}

/** e^s for a number s that is learned from 0 on. */
export const learnedFactor = (scope: LoweringScope): Expression =>
  exp(scope.parameter(['logScale'], [], { kind: 'zeros' }));
