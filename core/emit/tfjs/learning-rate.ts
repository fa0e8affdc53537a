import type { RateSchedule } from '../../program/program';
import { literal } from './expressions';
import type { ModuleWriter } from './module-writer';
import type { SourceWriter } from './source-writer';

/** The learning rate of each step, where it does not stay. */
export function writeRate({ program, typescript }: ModuleWriter, out: SourceWriter): void {
  const { schedule, steps } = program;
  if (schedule.kind === 'constant') return;
  const { about, factors, before = [] } = scheduleSource(schedule, steps);
  const head = `const learningRate = (step${typescript ? ': number' : ''}) =>`;
  const product = ['settings.learningRate', ...factors].join(' * ');
  out.line(`/** The learning rate of a step, counted from 0: ${about}. */`);
  if (!before.length) {
    out.line(`${head} ${product};`);
    return;
  }
  out.line(`${head} {`);
  out.indent(() => {
    for (const line of before) out.line(line);
    out.line(`return ${product};`);
  });
  out.line('};');
}

interface ScheduleSource {
  readonly about: string;
  readonly factors: readonly string[];
  /** Lines that the factors need. */
  readonly before?: readonly string[];
}

function scheduleSource(schedule: Exclude<RateSchedule, { kind: 'constant' }>, steps: number): ScheduleSource {
  switch (schedule.kind) {
    case 'warm-up':
      return { about: 'it rises in a straight line, and stays', factors: rise(schedule.warmUp) };
    case 'cosine': {
      const { warmUp } = schedule;
      const since = warmUp ? `Math.max(0, step - ${literal(warmUp)})` : 'step';
      return {
        about: 'half a cosine down to zero (Loshchilov & Hutter 2017, eq. 5)',
        before: [`const done = Math.min(1, ${since} / ${literal(Math.max(1, steps - warmUp))});`],
        factors: [...rise(warmUp), '0.5', '(1 + Math.cos(Math.PI * done))'],
      };
    }
    case 'step':
      return {
        about: `it falls every ${schedule.every} steps`,
        factors: [`${literal(schedule.decay)} ** Math.floor(step / ${literal(schedule.every)})`],
      };
    case 'exponential':
      return {
        about: 'it falls by the same part at every step',
        factors: [`${literal(schedule.decay)} ** (step / ${literal(schedule.every)})`],
      };
  }
}

const rise = (warmUp: number): string[] => (warmUp ? [`Math.min(1, (step + 1) / ${literal(warmUp)})`] : []);
