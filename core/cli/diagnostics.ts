import type { CheckedGraph } from '../analysis/check';
import type { Severity } from '../analysis/diagnostic';
import { diagnosticPage } from './diagnostic-page';
import { type Position, positions } from './position';

/** A diagnostic as it is printed: with the file, and places as lines and characters from 0. */
export interface LocatedDiagnostic {
  readonly file: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly node: string | null;
  readonly range: { readonly start: Position; readonly end: Position };
  /** Titles of what would mend it. */
  readonly fixes: readonly string[];
  /** The file that explains its number. */
  readonly page: string;
}

/** In the order of the text. */
export function locate(file: string, { document, diagnostics }: CheckedGraph): LocatedDiagnostic[] {
  const at = positions(document.text);
  return [...diagnostics]
    .sort((a, b) => a.range.offset - b.range.offset)
    .map(({ code, severity, message, node, range: { offset, length }, fixes }) => ({
      file,
      code,
      severity,
      message,
      node: node ?? null,
      range: { start: at(offset), end: at(offset + length) },
      fixes: fixes.map(({ title }) => title),
      page: diagnosticPage(code),
    }));
}

/** `vae.ebm.json:12:5: error EBM2001: …`, lines and columns from 1, and a line for each fix. */
export function describe({ file, code, severity, message, range: { start }, fixes }: LocatedDiagnostic): string {
  const head = `${file}:${start.line + 1}:${start.character + 1}: ${severity} ${code}: ${message}`;
  return [head, ...fixes.map((title) => `  fix: ${title}`)].join('\n');
}

/** `see docs/diagnostics/EBM2001.md`: a line for each number, in the order in which they come. */
export const references = (diagnostics: readonly LocatedDiagnostic[]): string[] =>
  [...new Set(diagnostics.map(({ page }) => page))].map((page) => `see ${page}`);

/** `1 error, 2 warnings`. */
export function countWords(diagnostics: readonly LocatedDiagnostic[]): string {
  const count = (severity: Severity): string => {
    const number = diagnostics.filter((each) => each.severity === severity).length;
    return `${number} ${severity}${number === 1 ? '' : 's'}`;
  };
  return `${count('error')}, ${count('warning')}`;
}
