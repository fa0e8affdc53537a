import { basename } from 'node:path';
import type { CheckedGraph } from '../analysis/check';
import { compile } from '../compile';
import type { Language } from '../emit/tfjs/emit';
import type { EmittedModule } from '../program/manifest';
import { countWords, describe, locate } from './diagnostics';
import { Fault } from './fault';
import { readBytes } from './files';

export interface GraphFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

export interface CompiledFile extends GraphFile {
  readonly checked: CheckedGraph;
  readonly module: EmittedModule;
}

export async function readGraph(path: string): Promise<GraphFile> {
  const bytes = await readBytes(path);
  try {
    return { path, bytes, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new Fault(`${path} is not UTF-8 text; a graph is a JSON document, NAME.ebm.json.`);
  }
}

/** @throws Fault with all diagnostics where the graph has an error. */
export async function compileGraph(path: string, language: Language = 'js'): Promise<CompiledFile> {
  const file = await readGraph(path);
  const { checked, module } = compile(file.text, { fileName: basename(path), language });
  if (module) return { ...file, checked, module };
  const diagnostics = locate(path, checked);
  throw new Fault([...diagnostics.map(describe), countWords(diagnostics)].join('\n'), 1);
}
