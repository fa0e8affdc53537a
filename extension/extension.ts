import * as vscode from 'vscode';
import { CheckedDocuments } from './checked-documents';
import { registerCommands } from './commands';
import { registerExplain } from './explain';
import { FastestBackends } from './fastest-backends';
import { Fixes } from './fixes';
import { GraphEditor } from './graph-editor';
import { Problems } from './problems';
import { RevealHandler } from './reveal';
import { RunStatus } from './run-status';

export function activate({ extension, extensionUri, globalState, subscriptions }: vscode.ExtensionContext): void {
  const checked = new CheckedDocuments();
  const status = new RunStatus();
  const fastest = new FastestBackends(globalState, String(extension.packageJSON.version));
  const editor = new GraphEditor({ extension: extensionUri, checked, fastest }, status);
  subscriptions.push(
    status,
    editor.register(),
    new Problems(checked, extension.id),
    new Fixes(checked).register(),
    vscode.window.registerUriHandler(new RevealHandler(editor)),
    ...registerCommands(extensionUri, editor, status),
    registerExplain(extensionUri, checked, editor),
  );
}
