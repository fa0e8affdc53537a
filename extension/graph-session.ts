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
import { type FromPage, type PageCommand, pageProtocol, type RunFile, type ToPage } from './protocol';
import type { RunStore } from './run-store';

export type RunReport = Pick<Extract<FromPage, { type: 'run' }>, 'state' | 'summary'>;

export interface SessionParts {
  readonly extension: vscode.Uri;
  readonly checked: CheckedDocuments;
  readonly runs: RunStore;
  readonly versions: { readonly [program: string]: string };
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
  /** The run that the page trains. */
  private run: string | undefined;
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
      parts.runs.onDidChange((graph) => {
        if (graph.toString() === document.uri.toString()) void this.postRuns();
      }),
    );
    webview.html = pageHtml(webview, parts.extension);
  }

  dispose(): void {
    this.disposed = true;
    this.releaseRun();
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
      versions: this.parts.versions,
      fastest: this.parts.fastest.all,
    });
  }

  private async postRuns(): Promise<void> {
    this.post({ type: 'runs', runs: await this.parts.runs.list(this.document.uri) });
  }

  /** What a page trained before it went is anybody's to go on with. */
  private releaseRun(): void {
    if (this.run !== undefined) this.parts.runs.release(this.document.uri, this.run);
    this.run = undefined;
  }

  private async storeRun({ id, files, gone }: Extract<FromPage, { type: 'storeRun' }>): Promise<void> {
    if (this.disposed) return;
    if (this.run !== id) this.releaseRun();
    this.run = id;
    await this.parts.runs.write(this.document.uri, id, files, gone);
    if (this.disposed) this.parts.runs.release(this.document.uri, id);
  }

  /** Answers with what comes of it, or with the sentence that says why not. */
  private answerWith(request: number, work: Promise<readonly RunFile[] | undefined>): void {
    work.then(
      (files) => this.post({ type: 'answer', request, ok: true, ...(files ? { files } : {}) }),
      (error: unknown) => this.answer(request, error instanceof Error ? error.message : String(error)),
    );
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
      case 'storeRun':
        void this.storeRun(message).catch(() =>
          notify.warning('The run could not be stored: there may be no space left.'),
        );
        return;
      case 'readRun':
        this.answerWith(message.request, this.parts.runs.read(this.document.uri, message.id, message.names));
        return;
      case 'keepRun':
        this.answerWith(
          message.request,
          this.parts.runs.keep(this.document.uri, message.id).then(() => undefined),
        );
        return;
      case 'deleteRun':
        this.answerWith(
          message.request,
          this.parts.runs.remove(this.document.uri, message.id).then(() => undefined),
        );
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
    this.releaseRun();
    this.postEnvironment();
    this.postDocument();
    void this.postRuns();
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
