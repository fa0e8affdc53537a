import { fnv1a64 } from '../../core/data/random';
import type { EmittedModule, Manifest } from '../../core/program/manifest';
import { tokenize } from '../code/tokenize';

/**
 * What stands between the module that runs and the one just compiled:
 * - `none`: they are one program, whatever their live numbers are;
 * - `learning`: the same energy, learned otherwise: the run goes on, and what the optimizer remembered begins anew;
 * - `rebuild`: another program, into which the weights can be carried where name and shape still fit;
 * - `reset`: another experiment (its data or seed), which begins from the weights of its seed.
 */
export type Change = 'none' | 'learning' | 'rebuild' | 'reset';

export function changeBetween(running: EmittedModule, next: EmittedModule): Change {
  if (running === next) return 'none';
  if (experiment(running.manifest) !== experiment(next.manifest)) return 'reset';
  if (running.manifest.training.batch !== next.manifest.training.batch) return 'rebuild';
  if (running.source === next.source || program(running.source) === program(next.source)) return 'none';
  return energyOf(running.source) === energyOf(next.source) ? 'learning' : 'rebuild';
}

/** The parameters, the blocks and the energy of a module, as code alone. */
const energyOf = (source: string): string =>
  codeOf(source.slice(source.indexOf('// ── Parameters'), source.indexOf('// ── Learning'))).join(' ');

/** What a model is known by where only the time of a step matters: its program and its batch. */
export const modelKey = ({ source, manifest }: EmittedModule): string =>
  fnv1a64(`${manifest.training.batch} ${program(source)}`).toString(16);

/** The live numbers of a manifest, by `node.name`. */
export interface LiveNumber {
  readonly node: string;
  readonly name: string;
  readonly value: number;
}

/** What the learning rate is set under: it belongs to no block. */
export const trainingNode = 'training';

export const liveNumbers = ({ settings, training }: Manifest): LiveNumber[] => [
  ...(['learningRate', 'weightDecay', 'clipNorm'] as const).flatMap((name) => {
    const value = training[name];
    return value === undefined ? [] : [{ node: trainingNode, name, value }];
  }),
  ...settings,
];

export const liveKey = ({ node, name }: { readonly node: string; readonly name: string }): string =>
  JSON.stringify([node, name]);

const experiment = ({ observations, training: { seed } }: Manifest): string =>
  JSON.stringify([observations.map(({ dataset }) => dataset), seed]);

/** The code alone: without comments and spaces, and without the values of `settings`, which are set while it runs. */
function program(source: string): string {
  const code = codeOf(source);
  const start = code.findIndex((text, index) => text === 'settings' && code[index - 1] === 'const');
  const end = start < 0 ? start : closingBrace(code, start);
  return [...code.slice(0, start + 1), ...code.slice(end + 1)].join(' ');
}

const codeOf = (source: string): string[] =>
  tokenize(source)
    .filter(({ kind }) => kind !== 'comment' && kind !== 'space')
    .map(({ text }) => text);

/** Where the first brace behind a place closes. */
function closingBrace(code: readonly string[], from: number): number {
  let depth = 0;
  for (let index = from; index < code.length; index++) {
    if (code[index] === '{') depth++;
    if (code[index] === '}' && --depth === 0) return index;
  }
  return code.length;
}
