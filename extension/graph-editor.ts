import * as vscode from 'vscode';
import { graphViewType, openInGraphEditor } from './graph-files';
import { GraphSession, type SessionParts } from './graph-session';
import type { RunStatus } from './run-status';

/** The editor of `*.ebm.json`: a session a panel, any number of panels a document. */
export class GraphEditor implements vscode.CustomTextEditorProvider {
  private readonly sessions = new Set<GraphSession>();
  private readonly parts: Omit<SessionParts, 'onRun'>;
  private readonly status: RunStatus;
  /** The session that had the focus last. */
  private latest: GraphSession | undefined;
  /** Blocks to select in editors that are still opening, by document. */
  private readonly toReveal = new Map<string, string>();

  constructor(parts: Omit<SessionParts, 'onRun'>, status: RunStatus) {
    this.parts = parts;
    this.status = status;
  }

  register(): vscode.Disposable {
    return vscode.window.registerCustomEditorProvider(graphViewType, this, {
      supportsMultipleEditorsPerDocument: true,
      // A run lives in the page: it would be lost whenever its tab goes behind another.
      webviewOptions: { retainContextWhenHidden: true },
    });
  }

  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    const { status } = this;
    const session = new GraphSession(document, panel, {
      ...this.parts,
      onRun: (from, run) => status.report(from, run),
    });
    this.sessions.add(session);
    const follow = (): void => {
      if (!panel.active) return;
      this.latest = session;
      status.focus(session);
    };
    follow();
    const view = panel.onDidChangeViewState(follow);
    panel.onDidDispose(() => {
      view.dispose();
      session.dispose();
      status.forget(session);
      this.sessions.delete(session);
      if (this.latest === session) this.latest = undefined;
    });
    const node = this.toReveal.get(document.uri.toString());
    this.toReveal.delete(document.uri.toString());
    if (node) session.reveal(node);
  }

  /** The editor that commands mean. */
  get active(): GraphSession | undefined {
    return [...this.sessions].find(({ panel }) => panel.active) ?? this.latest;
  }

  /** Opens a document's graph, or brings it to the front, and selects a block. */
  async reveal(uri: vscode.Uri, node: string | undefined): Promise<void> {
    const ofDocument = [...this.sessions].filter(({ document }) => document.uri.toString() === uri.toString());
    const session = ofDocument.find((each) => each === this.latest) ?? ofDocument[0];
    if (session) {
      session.panel.reveal();
      if (node) session.reveal(node);
      return;
    }
    if (node) this.toReveal.set(uri.toString(), node);
    await openInGraphEditor(uri);
  }
}
