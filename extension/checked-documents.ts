import type { TextDocument } from 'vscode';
import { type CheckedGraph, check } from '../core/analysis/check';
import { parse } from '../core/graph/parse';

/** The check of every open graph, made once a version and from the check before it. */
export class CheckedDocuments {
  private readonly known = new WeakMap<TextDocument, { readonly version: number; readonly checked: CheckedGraph }>();

  of(document: TextDocument): CheckedGraph {
    const before = this.known.get(document);
    if (before?.version === document.version) return before.checked;
    const checked = check(parse(document.getText()), before?.checked);
    this.known.set(document, { version: document.version, checked });
    return checked;
  }
}
