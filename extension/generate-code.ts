import * as vscode from 'vscode';
import { check } from '../core/analysis/check';
import type { Language } from '../core/emit/tfjs/emit';
import { parse } from '../core/graph/parse';
import { beside, fileNameOf } from './graph-files';
import { stemOf } from './graph-names';

const languages: readonly (vscode.QuickPickItem & { readonly language: Language })[] = [
  { label: 'JavaScript', description: '.js', language: 'js' },
  { label: 'TypeScript', description: '.ts', language: 'ts' },
];

/**
 * Asks for a language and a place, writes the module of a graph there and opens it. Gives the sentence that says why there
 * is none, or undefined; that the person thought better of it is no fault.
 */
export async function writeCode(document: vscode.TextDocument): Promise<string | undefined> {
  const fault = faultOf(document);
  if (fault) return fault;
  const choice = await vscode.window.showQuickPick(languages, {
    title: 'Generate Code',
    placeHolder: 'A module that needs @tensorflow/tfjs and nothing else',
  });
  if (!choice) return undefined;
  const { label, language } = choice;
  const target = await vscode.window.showSaveDialog({
    title: 'Generate Code',
    defaultUri: beside(document.uri, `${stemOf(fileNameOf(document.uri))}.${language}`),
    filters: { [label]: [language] },
  });
  if (!target) return undefined;
  // The text may have changed while the dialogs were open: what is written is what stands now.
  const { compile } = await import('../core/compile');
  const { module } = compile(document.getText(), { fileName: fileNameOf(document.uri), language });
  if (!module) return faultOf(document);
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(module.source));
  } catch {
    return `“${fileNameOf(target)}” could not be written there: choose another folder.`;
  }
  await vscode.window.showTextDocument(target);
  return undefined;
}

function faultOf(document: vscode.TextDocument): string | undefined {
  const name = fileNameOf(document.uri);
  const { diagnostics } = check(parse(document.getText()));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return undefined;
  return errors.length === 1
    ? `${name} has an error: ${first.message}`
    : `${name} has ${errors.length} errors: mend them and there is code.`;
}

/** The command: as above, with a way to the problems. */
export async function generateCode(document: vscode.TextDocument): Promise<void> {
  const fault = await writeCode(document);
  if (!fault) return;
  const showProblems = 'Show Problems';
  const chosen = await vscode.window.showErrorMessage(fault, showProblems);
  if (chosen) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
