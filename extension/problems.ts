import * as vscode from 'vscode';
import type { Diagnostic, Severity } from '../core/analysis/diagnostic';
import type { CheckedDocuments } from './checked-documents';
import { isWorkingGraph } from './graph-files';
import { revealAddress } from './reveal';

export const problemSource = 'EBM';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** From this many characters on, a check waits until the typing pauses. */
const large = 50_000;
const pause = 150;

/** Keeps the Problems of every open graph, whichever editor shows it. */
export class Problems {
  private readonly checked: CheckedDocuments;
  private readonly extensionId: string;
  private readonly collection = vscode.languages.createDiagnosticCollection('ebm');
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly ends: vscode.Disposable[];

  constructor(checked: CheckedDocuments, extensionId: string) {
    this.checked = checked;
    this.extensionId = extensionId;
    this.ends = [
      vscode.workspace.onDidOpenTextDocument((document) => this.refresh(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.schedule(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
    ];
    for (const document of vscode.workspace.textDocuments) this.refresh(document);
  }

  dispose(): void {
    for (const end of this.ends) end.dispose();
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.collection.dispose();
  }

  private schedule(document: vscode.TextDocument): void {
    if (!isWorkingGraph(document)) return;
    this.cancel(document);
    if (document.getText().length < large) this.refresh(document);
    else
      this.waiting.set(
        document.uri.toString(),
        setTimeout(() => this.refresh(document), pause),
      );
  }

  private refresh(document: vscode.TextDocument): void {
    if (!isWorkingGraph(document) || document.isClosed) return;
    this.cancel(document);
    const { diagnostics } = this.checked.of(document);
    this.collection.set(
      document.uri,
      diagnostics.map((diagnostic) => this.problem(document, diagnostic)),
    );
  }

  private forget(document: vscode.TextDocument): void {
    this.cancel(document);
    this.collection.delete(document.uri);
  }

  private cancel({ uri }: vscode.TextDocument): void {
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.delete(uri.toString());
  }

  private problem(
    document: vscode.TextDocument,
    { code, severity, message, range, node }: Diagnostic,
  ): vscode.Diagnostic {
    const problem = new vscode.Diagnostic(rangeIn(document, range), message, severities[severity]);
    problem.source = problemSource;
    // A click on a problem of a custom editor loses the range (microsoft/vscode#211351); the code leads to the block.
    problem.code = { value: code, target: revealAddress(this.extensionId, document.uri, node) };
    return problem;
  }
}

export const rangeIn = (document: vscode.TextDocument, { offset, length }: Diagnostic['range']): vscode.Range =>
  new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
