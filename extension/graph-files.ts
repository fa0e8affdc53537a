import * as vscode from 'vscode';
import { graphSuffix, isGraphName } from './graph-names';

/** The custom editor's name in package.json. */
export const graphViewType = 'ebm.graph';

/** Graphs in the text editor, for language features. */
export const graphSelector: vscode.DocumentFilter = { pattern: `**/*${graphSuffix}` };

export const isGraphUri = ({ path }: vscode.Uri): boolean => isGraphName(path);

/** A graph that a person works on; an old version shown by a source-control provider is not one. */
export const isWorkingGraph = ({ uri }: vscode.TextDocument): boolean =>
  isGraphUri(uri) && vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;

export const fileNameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** A file beside another. */
export const beside = (uri: vscode.Uri, name: string): vscode.Uri => vscode.Uri.joinPath(uri, '..', name);

export const openInGraphEditor = (uri: vscode.Uri, column?: vscode.ViewColumn): Thenable<unknown> =>
  vscode.commands.executeCommand('vscode.openWith', uri, graphViewType, column);

export const openInTextEditor = (uri: vscode.Uri, column?: vscode.ViewColumn): Thenable<unknown> =>
  vscode.commands.executeCommand('vscode.openWith', uri, 'default', column);
