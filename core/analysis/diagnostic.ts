import type { Fix } from '../blocks/block';
import type { TextRange } from '../graph/document';

export type Severity = 'error' | 'warning' | 'information';

/** One fault, with its number, one sentence, its place in the text and on the canvas, and what would mend it. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  readonly node?: string;
  readonly port?: string;
  /** The wire at fault, as its place in the document's `edges`. */
  readonly edge?: number;
  /** The parameter at fault, as a path inside the node. */
  readonly path?: readonly (string | number)[];
  readonly fixes: readonly Fix[];
}
