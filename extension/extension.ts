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
import { RunStore } from './run-store';

export function activate(context: vscode.ExtensionContext): void {
  const { extension, extensionUri, globalState, subscriptions, storageUri, globalStorageUri } = context;
  const checked = new CheckedDocuments();
  const status = new RunStatus();
  const runs = new RunStore(storageUri ?? globalStorageUri);
  const versions = { ebm: String(extension.packageJSON.version), vscode: vscode.version };
  const fastest = new FastestBackends(globalState, versions.ebm);
  const editor = new GraphEditor({ extension: extensionUri, checked, runs, versions, fastest }, status);
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
