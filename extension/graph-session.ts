import * as vscode from 'vscode';
import type { Operation } from '../core/graph/operation';
import { applyOperation, editFor } from '../core/graph/operation';
import { serialize } from '../core/graph/serialize';
import type { CheckedDocuments } from './checked-documents';
import { emptyGraph } from './empty-graph';
import { explain } from './explain';
import type { FastestBackends } from './fastest-backends';
import { obstacle } from './fitness';
import { writeCode } from './generate-code';
import { fileNameOf } from './graph-files';
import { stemOf } from './graph-names';
import { pageHtml, pageResources, pageRoots } from './page-html';
import { type FromPage, type PageCommand, pageProtocol, type ToPage } from './protocol';

export type RunReport = Pick<Extract<FromPage, { type: 'run' }>, 'state' | 'summary'>;

export interface SessionParts {
  readonly extension: vscode.Uri;
  readonly checked: CheckedDocuments;
  readonly fastest: FastestBackends;
  onRun(session: GraphSession, report: RunReport): void;
}

/** One panel on one document: shows the text to its page and carries the page's operations out on the text. */
export class GraphSession {
  readonly document: vscode.TextDocument;
  readonly panel: vscode.WebviewPanel;
  private readonly parts: SessionParts;
  private readonly ends: vscode.Disposable[] = [];
  private ready = false;
  private disposed = false;
  private postedVersion: number | undefined;
  private toReveal: string | undefined;
  /** Edits are made one after the other, each on the text that the one before it left. */
  private edits: Promise<void> = Promise.resolve();

  constructor(document: vscode.TextDocument, panel: vscode.WebviewPanel, parts: SessionParts) {
    this.document = document;
    this.panel = panel;
    this.parts = parts;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: pageRoots(parts.extension) };
    this.ends.push(
      webview.onDidReceiveMessage((message: FromPage) => this.receive(message)),
      vscode.workspace.onDidChangeTextDocument(({ document: changed }) => {
        if (changed === document) this.postDocument();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.postEnvironment()),
    );
    webview.html = pageHtml(webview, parts.extension);
  }

  dispose(): void {
    this.disposed = true;
    for (const end of this.ends.splice(0)) end.dispose();
  }

  command(command: PageCommand): void {
    this.post({ type: 'command', command });
  }

  /** Selects a block, as soon as there is a page to show it. */
  reveal(node: string): void {
    this.toReveal = node;
    if (!this.ready) return;
    this.toReveal = undefined;
    this.post({ type: 'reveal', node });
  }

  private post(message: ToPage): void {
    if (this.ready && !this.disposed) void this.panel.webview.postMessage(message);
  }

  private postDocument(): void {
    const { version, uri } = this.document;
    // VS Code also announces a change where only the dirty state did.
    if (version === this.postedVersion || !this.ready) return;
    this.postedVersion = version;
    this.post({
      type: 'document',
      protocol: pageProtocol,
      version,
      text: this.document.getText(),
      fileName: fileNameOf(uri),
    });
  }

  private postEnvironment(): void {
    const resources = pageResources(this.panel.webview, this.parts.extension);
    this.post({
      type: 'environment',
      resources,
      trusted: vscode.workspace.isTrusted,
      fastest: this.parts.fastest.all,
    });
  }

  private receive(message: FromPage): void {
    switch (message.type) {
      case 'ready':
        this.begin();
        return;
      case 'edit':
        this.enqueue(message);
        return;
      case 'generateCode':
        void writeCode(this.document).then((fault) => this.answer(message.request, fault));
        return;
      case 'openSource':
        void this.openSource(message.offset);
        return;
      case 'explain':
        void explain(this.parts.extension, message.code);
        return;
      case 'undo':
      case 'redo':
        // After the edits that were asked for before it.
        void this.edits.then(() => vscode.commands.executeCommand(message.type));
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        return;
      case 'notify':
        void notify[message.severity](message.message);
        return;
      case 'fastest':
        this.parts.fastest.keep(message.model, message.found);
        return;
      case 'run':
        this.parts.onRun(this, { state: message.state, summary: message.summary });
    }
  }

  /** A page says `ready` once in its life; VS Code may make another in the same panel. */
  private begin(): void {
    this.ready = true;
    this.postedVersion = undefined;
    this.postEnvironment();
    this.postDocument();
    if (this.toReveal) this.reveal(this.toReveal);
  }

  private answer(request: number, error: string | undefined): void {
    this.post(
      error === undefined ? { type: 'answer', request, ok: true } : { type: 'answer', request, ok: false, error },
    );
  }

  private enqueue(message: Extract<FromPage, { type: 'edit' }>): void {
    this.edits = this.edits
      .then(() => this.edit(message))
      .catch(() => 'The change could not be made, and the file is as it was: make it in the text.')
      .then((refusal) => this.answer(message.request, refusal));
  }

  /** Makes one edit, and so one step of undo. Gives the sentence that refuses it, or undefined. */
  private async edit({ version, operation }: { version: number; operation: Operation }): Promise<string | undefined> {
    // What a person types in the text editor may come between reading the text and editing it; VS Code then refuses.
    for (let attempt = 0; attempt < 3; attempt++) {
      const { document } = this;
      const before = document.version;
      const refusal = obstacle(operation, this.parts.checked.of(document).document, version !== before);
      if (refusal) return refusal;
      if (await this.apply(operation)) {
        this.postDocument();
        return undefined;
      }
      if (document.version === before) break;
    }
    return 'VS Code did not take the change: the file may be read-only, or it is changing at this moment.';
  }

  private apply(operation: Operation): Thenable<boolean> {
    const { document } = this;
    const text = document.getText();
    const edit = new vscode.WorkspaceEdit();
    if (text.trim() === '') {
      const empty = serialize(emptyGraph(stemOf(fileNameOf(document.uri))));
      const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
      edit.replace(document.uri, whole, applyOperation(empty, operation));
    } else {
      const change = editFor(text, operation);
      if (!change) return Promise.resolve(true);
      const [start, end] = [document.positionAt(change.offset), document.positionAt(change.offset + change.length)];
      edit.replace(document.uri, new vscode.Range(start, end), change.text);
    }
    return vscode.workspace.applyEdit(edit);
  }

  private async openSource(offset: number | undefined): Promise<void> {
    const { document } = this;
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const at = offset === undefined ? undefined : document.positionAt(offset);
    await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside,
      preview: false,
      ...(at ? { selection: new vscode.Range(at, at) } : {}),
    });
  }
}

const notify = {
  information: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
};
