import { type CheckedGraph, check } from './analysis/check';
import { type EmitOptions, emitTfjs } from './emit/tfjs/emit';
import { parse } from './graph/parse';
import { lower } from './lowering/lower';
import type { EmittedModule } from './program/manifest';

export interface Compiled {
  readonly checked: CheckedGraph;
  /** Absent while the graph has an error. */
  readonly module: EmittedModule | undefined;
}

/** From the text of a graph to the text of a module. Never throws: faults stand in the diagnostics. */
export function compile(text: string, options: EmitOptions): Compiled {
  const checked = check(parse(text));
  return { checked, module: checked.sound ? emit(checked, options) : undefined };
}

/** From a sound graph to the text of a module. */
export const emit = (checked: CheckedGraph, options: EmitOptions): EmittedModule => emitTfjs(lower(checked), options);
