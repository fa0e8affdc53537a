import * as vscode from 'vscode';
import { editFor } from '../core/graph/operation';
import type { CheckedDocuments } from './checked-documents';
import { explainCommand } from './explain';
import { graphSelector, isWorkingGraph } from './graph-files';
import { problemSource, rangeIn } from './problems';

/** Offers each problem's fixes in the text editor, and behind them the page about it. */
export class Fixes implements vscode.CodeActionProvider {
  private readonly checked: CheckedDocuments;

  constructor(checked: CheckedDocuments) {
    this.checked = checked;
  }

  register(): vscode.Disposable {
    const providedCodeActionKinds = [vscode.CodeActionKind.QuickFix];
    return vscode.languages.registerCodeActionsProvider(graphSelector, this, { providedCodeActionKinds });
  }

  provideCodeActions(
    document: vscode.TextDocument,
    selected: vscode.Range,
    { diagnostics: problems }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const { document: parsed, diagnostics } = this.checked.of(document);
    if (!isWorkingGraph(document)) return [];
    const explanations = new Map<string, vscode.CodeAction>();
    const mends = diagnostics.flatMap(({ code, message, range, fixes }) => {
      const place = rangeIn(document, range);
      if (!place.intersection(selected)) return [];
      const mended = problems.filter(
        (problem) => problem.source === problemSource && problem.message === message && problem.range.isEqual(place),
      );
      if (!explanations.has(code)) explanations.set(code, explanation(code, mended));
      if (parsed.readOnly) return [];
      return fixes.flatMap(({ title, operation }) => {
        const change = editFor(parsed.text, operation);
        if (!change) return [];
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, rangeIn(document, change), change.text);
        action.diagnostics = mended;
        action.isPreferred = fixes.length === 1;
        return [action];
      });
    });
    return [...mends, ...explanations.values()];
  }
}

/** It changes nothing: it opens the page. */
function explanation(code: string, problems: vscode.Diagnostic[]): vscode.CodeAction {
  const title = `Explain ${code}`;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command: explainCommand, title, arguments: [code] };
  action.diagnostics = problems;
  return action;
}
