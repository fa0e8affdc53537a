import * as vscode from 'vscode';
import { generateCode } from './generate-code';
import type { GraphEditor } from './graph-editor';
import { isGraphUri, openInGraphEditor, openInTextEditor } from './graph-files';
import { newGraph } from './new-graph';
import type { PageCommand } from './protocol';
import { type RunStatus, showRunCommand } from './run-status';

const pageCommands: readonly PageCommand[] = [
  'train',
  'pause',
  'stepOnce',
  'phaseOnce',
  'reset',
  'stop',
  'addBlock',
  'tidy',
  'fit',
  'nextProblem',
  'previousProblem',
  'showCode',
];

export function registerCommands(extension: vscode.Uri, editor: GraphEditor, status: RunStatus): vscode.Disposable[] {
  /** The graph that a button was pressed for, else the one in front. */
  const graphAt = (uri?: vscode.Uri): vscode.Uri | undefined =>
    [uri, vscode.window.activeTextEditor?.document.uri, editor.active?.document.uri].find(
      (each) => each && isGraphUri(each),
    );
  const open = (how: typeof openInGraphEditor, column: vscode.ViewColumn) => async (uri?: vscode.Uri) => {
    const graph = graphAt(uri);
    if (graph) await how(graph, column);
  };
  const { Active, Beside } = vscode.ViewColumn;
  const actions: Record<string, (uri?: vscode.Uri) => unknown> = {
    'ebm.new': () => newGraph(extension),
    'ebm.openGraph': open(openInGraphEditor, Active),
    'ebm.openGraphBeside': open(openInGraphEditor, Beside),
    'ebm.openSource': open(openInTextEditor, Active),
    'ebm.openSourceBeside': open(openInTextEditor, Beside),
    'ebm.generateCode': async (uri) => {
      const graph = graphAt(uri);
      if (graph) await generateCode(await vscode.workspace.openTextDocument(graph));
    },
    [showRunCommand]: () => status.reveal(),
    ...Object.fromEntries(pageCommands.map((command) => [`ebm.${command}`, () => editor.active?.command(command)])),
  };
  return Object.entries(actions).map(([name, action]) => vscode.commands.registerCommand(name, action));
}
