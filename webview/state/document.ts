import { create } from 'zustand';
import { type CheckedGraph, check } from '../../core/analysis/check';
import { currentFormat } from '../../core/graph/document';
import { parse } from '../../core/graph/parse';
import type { EmittedModule } from '../../core/program/manifest';

/** The document as the host last posted it, and all that follows from its text. */
export interface DocumentState {
  readonly text: string;
  readonly version: number;
  readonly fileName: string;
  readonly checked: CheckedGraph;
  readonly module: EmittedModule | undefined;
  /** False until the host has posted the document. */
  readonly arrived: boolean;
  /** Counts edits that the host refused, so that what was moved on the canvas goes back. */
  readonly refused: number;
}

export const useDocument = create<DocumentState>(() => ({
  text: '',
  version: 0,
  fileName: '',
  checked: check(parse(`{"format":${currentFormat}}`)),
  module: undefined,
  arrived: false,
  refused: 0,
}));

export function receiveDocument(text: string, version: number, fileName: string): void {
  const before = useDocument.getState();
  if (before.arrived && before.text === text && before.fileName === fileName) useDocument.setState({ version });
  else {
    const checked = check(parse(text), before.arrived ? before.checked : undefined);
    useDocument.setState({
      text,
      version,
      fileName,
      arrived: true,
      checked,
      module: moduleOf(checked, { text, fileName }),
    });
  }
}

/** The text that each module was emitted from. */
export const textOf = new WeakMap<EmittedModule, string>();

/** Emits the checked graph; nothing for the moment before the compiler has been fetched. */
function moduleOf(
  checked: CheckedGraph,
  { text, fileName }: Pick<DocumentState, 'text' | 'fileName'>,
): EmittedModule | undefined {
  const module = checked.sound ? compiler?.emit(checked, { fileName }) : undefined;
  if (module) textOf.set(module, text);
  return module;
}

let compiler: typeof import('../../core/compile') | undefined;

/** Fetches the compiler, which the first paint does without, and emits what has arrived meanwhile. */
export async function startCompiler(): Promise<void> {
  compiler = await import('../../core/compile');
  const document = useDocument.getState();
  if (document.arrived) useDocument.setState({ module: moduleOf(document.checked, document) });
}

export const checkedGraph = (): CheckedGraph => useDocument.getState().checked;
