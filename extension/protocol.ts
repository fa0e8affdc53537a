import type { Operation } from '../core/graph/operation';
import type { FoundFastest, RunState } from '../core/training/protocol';

/*
 * Between the extension and its page. The page owns no document: it shows the text that the extension posts, and asks for
 * operations on it. The extension posts nothing before the page says `ready`, and a page can be made anew at any time.
 */

export const pageProtocol = 3;

/** Where the page finds what ships with the extension, as addresses that its content policy lets it fetch. */
export interface Resources {
  /** The worker's script. */
  readonly trainer: string;
  /** The script of the WebGPU backend, for behind it. */
  readonly webgpu: string;
  /** The folder of the built-in data, ending in a slash. */
  readonly data: string;
  /** The wasm backend's binary. */
  readonly wasm: string;
}

/** A file of a run's folder; names have slashes for folders inside. */
export type RunFile = readonly [name: string, content: string | Uint8Array];

/** A run of a graph, as it lies in a folder. */
export interface StoredRun {
  /** The folder's name. */
  readonly id: string;
  /** Where in the workspace it is kept; undefined for one that lies in the storage of the extension alone. */
  readonly kept: string | undefined;
  /** Whether a page trains it now. */
  readonly live: boolean;
  /** Its run.json, as it was read. */
  readonly record: unknown;
}

/** What VS Code's commands ask of the page that has the focus. */
export type PageCommand =
  | 'addBlock'
  | 'tidy'
  | 'fit'
  | 'train'
  | 'pause'
  | 'stepOnce'
  | 'phaseOnce'
  | 'reset'
  | 'stop'
  | 'nextProblem'
  | 'previousProblem'
  | 'showCode';

export type ToPage =
  | {
      readonly type: 'document';
      readonly protocol: number;
      readonly version: number;
      readonly text: string;
      readonly fileName: string;
    }
  /**
   * A workspace that is not trusted may be edited and checked, but nothing in it is run. `fastest`: the backends that earlier
   * pages found fastest, by what they call their models.
   */
  | {
      readonly type: 'environment';
      readonly resources: Resources;
      readonly trusted: boolean;
      readonly fastest: { readonly [model: string]: FoundFastest };
      /** Of the extension and of VS Code. */
      readonly versions: { readonly [program: string]: string };
    }
  /** The runs of this graph, the newest first. */
  | { readonly type: 'runs'; readonly runs: readonly StoredRun[] }
  | { readonly type: 'command'; readonly command: PageCommand }
  /** Select a block and bring it into view. */
  | { readonly type: 'reveal'; readonly node: string }
  | {
      readonly type: 'answer';
      readonly request: number;
      readonly ok: true;
      /** What `readRun` asked for. */
      readonly files?: readonly RunFile[];
    }
  | { readonly type: 'answer'; readonly request: number; readonly ok: false; readonly error: string };

export type FromPage =
  | { readonly type: 'ready'; readonly protocol: number }
  /** `version` is that of the text which the person saw; an edit of an older text is made only where the blocks that it names are still there. */
  | { readonly type: 'edit'; readonly request: number; readonly version: number; readonly operation: Operation }
  | { readonly type: 'generateCode'; readonly request: number }
  /** Files of a run that changed, the record last, and names of files that go. */
  | {
      readonly type: 'storeRun';
      readonly id: string;
      readonly files: readonly RunFile[];
      readonly gone: readonly string[];
    }
  /** All files of a run, or those of some names alone: snapshots can be large. */
  | { readonly type: 'readRun'; readonly request: number; readonly id: string; readonly names?: readonly string[] }
  /** Puts a run into the workspace. */
  | { readonly type: 'keepRun'; readonly request: number; readonly id: string }
  | { readonly type: 'deleteRun'; readonly request: number; readonly id: string }
  | { readonly type: 'openSource'; readonly offset: number | undefined }
  /** Show the page about a diagnostic's number. */
  | { readonly type: 'explain'; readonly code: string }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'notify'; readonly severity: 'information' | 'warning' | 'error'; readonly message: string }
  /** Keep for later pages which backend trains a model fastest. */
  | { readonly type: 'fastest'; readonly model: string; readonly found: FoundFastest }
  /** For the status bar. */
  | { readonly type: 'run'; readonly state: RunState | 'idle'; readonly summary: string };
