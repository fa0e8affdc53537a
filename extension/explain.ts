import * as vscode from 'vscode';
import type { CheckedDocuments } from './checked-documents';
import { diagnosticIndex, diagnosticPage } from './diagnostic-pages';
import type { GraphEditor } from './graph-editor';
import { isGraphUri } from './graph-files';

/** Shows the page about a diagnostic; takes its number as the argument. */
export const explainCommand = 'ebm.explain';

export function registerExplain(
  extension: vscode.Uri,
  checked: CheckedDocuments,
  editor: GraphEditor,
): vscode.Disposable {
  return vscode.commands.registerCommand(explainCommand, async (code?: unknown) => {
    if (code !== undefined) return explain(extension, code);
    const beside = vscode.window.activeTextEditor?.document;
    const document = beside && isGraphUri(beside.uri) ? beside : editor.active?.document;
    const chosen = document ? await choose(checked.of(document).diagnostics) : allNumbers;
    if (chosen === allNumbers) await showPage(extension, diagnosticIndex);
    else if (chosen) await explain(extension, chosen);
  });
}

/** Does nothing for what is no number of a diagnostic. */
export async function explain(extension: vscode.Uri, code: unknown): Promise<void> {
  const page = diagnosticPage(code);
  if (page) await showPage(extension, page);
}

async function showPage(extension: vscode.Uri, path: readonly string[]): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(extension, ...path));
}

const allNumbers = 'all';

/** The only number of a graph at once, one of several by choice, and the list of all for a graph without a fault. */
async function choose(
  diagnostics: readonly { readonly code: string; readonly message: string }[],
): Promise<string | undefined> {
  const items = [...new Map(diagnostics.map(({ code, message }) => [code, { label: code, detail: message }])).values()];
  const [only] = items;
  if (!only) return allNumbers;
  if (items.length === 1) return only.label;
  return (await vscode.window.showQuickPick(items, { title: 'Explain Problem', matchOnDetail: true }))?.label;
}
