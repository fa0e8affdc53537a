import * as vscode from 'vscode';
import type { GraphEditor } from './graph-editor';
import { isGraphUri } from './graph-files';
import { readRevealQuery, revealQuery } from './reveal-query';

/** The address that brings a block of a graph into view. */
export const revealAddress = (extensionId: string, file: vscode.Uri, node: string | undefined): vscode.Uri =>
  vscode.Uri.from({
    scheme: vscode.env.uriScheme,
    authority: extensionId,
    path: '/reveal',
    query: revealQuery(file.toString(), node),
  });

/** Follows such addresses. Anyone can make one, so it shows only what the person has at hand. */
export class RevealHandler implements vscode.UriHandler {
  private readonly editor: GraphEditor;

  constructor(editor: GraphEditor) {
    this.editor = editor;
  }

  async handleUri({ path, query }: vscode.Uri): Promise<void> {
    const asked = path === '/reveal' ? readRevealQuery(query) : undefined;
    const uri = asked && vscode.Uri.parse(asked.file, true);
    const atHand =
      uri &&
      isGraphUri(uri) &&
      (vscode.workspace.getWorkspaceFolder(uri) ||
        vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString()));
    if (atHand) await this.editor.reveal(uri, asked.node);
    else void vscode.window.showWarningMessage('This link leads to no graph of this workspace.');
  }
}
