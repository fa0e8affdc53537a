import type { Expression } from '../expression';
import type { Code } from './code';
import { loopOf, type Table } from './loop';

/** See `loopOf` for what it is given. */
export type Loop = (...numbers: number[]) => void;

const known = new WeakMap<WebAssembly.Memory, Map<string, Loop>>();

/** The loop of an expression on a memory; each is made once. */
export function compiledLoop(memory: WebAssembly.Memory, expression: Expression<Code>, table: Table): Loop {
  const loops = known.get(memory) ?? new Map<string, Loop>();
  known.set(memory, loops);
  const bytes = loopOf(expression, table);
  const name = bytes.join();
  const found = loops.get(name);
  if (found) return found;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const loop = exports.loop as Loop;
  loops.set(name, loop);
  return loop;
}
