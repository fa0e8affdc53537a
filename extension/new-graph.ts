import * as vscode from 'vscode';
import { parse } from '../core/graph/parse';
import { serialize } from '../core/graph/serialize';
import { emptyGraph } from './empty-graph';
import { fileNameOf, openInGraphEditor } from './graph-files';
import { fileNameFor, graphSuffix, stemOf, withGraphSuffix } from './graph-names';
import { templateNames } from './templates';

interface Start extends vscode.QuickPickItem {
  /** What the file is called unless the person says otherwise. */
  readonly fileName: string;
  /** The text of the new file. */
  text(fileName: string): string;
}

/** Asks for a template and a place, writes the file and opens its graph. */
export async function newGraph(extension: vscode.Uri): Promise<void> {
  const start = await vscode.window.showQuickPick(gallery(extension), {
    title: 'New Energy-Based Model',
    placeHolder: 'A template to start from',
    matchOnDetail: true,
  });
  if (!start) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title: 'New Energy-Based Model',
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, start.fileName) } : {}),
    filters: { 'Energy-based model': [graphSuffix.slice(1)] },
  });
  const target = chosen && (await withSuffix(chosen));
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(start.text(fileNameOf(target))));
  } catch {
    void vscode.window.showErrorMessage(`“${fileNameOf(target)}” could not be written there: choose another folder.`);
    return;
  }
  await openInGraphEditor(target);
}

async function gallery(extension: vscode.Uri): Promise<Start[]> {
  const templates = await Promise.all(
    templateNames.map(async (id): Promise<Start> => {
      const file = vscode.Uri.joinPath(extension, 'templates', id + graphSuffix);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      const { name, about } = parse(text).graph;
      return { label: name, detail: about, fileName: id + graphSuffix, text: () => text };
    }),
  );
  const empty: Start = {
    label: 'Empty graph',
    detail: 'No blocks yet.',
    fileName: fileNameFor('model'),
    text: (fileName) => serialize(emptyGraph(stemOf(fileName))),
  };
  return [...templates, empty];
}

/** Only a name in `.ebm.json` opens as a graph. The dialog did not ask about overwriting the name that we give. */
async function withSuffix(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const target = uri.with({ path: withGraphSuffix(uri.path) });
  if (target.path === uri.path || !(await exists(target))) return target;
  const replace = 'Replace';
  const answer = await vscode.window.showWarningMessage(
    `“${fileNameOf(target)}” is there already. Replace it?`,
    { modal: true },
    replace,
  );
  return answer === replace ? target : undefined;
}

const exists = (uri: vscode.Uri): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
