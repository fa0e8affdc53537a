const assert = require('node:assert/strict');
const vscode = require('vscode');
const { publisher, name } = require('../../package.json');

const viewType = 'ebm.graph';

/** Runs inside the extension host of a desktop VS Code, with the templates as its workspace. */
exports.run = async () => {
  const extension = vscode.extensions.getExtension(`${publisher}.${name}`);
  assert.ok(extension, 'VS Code knows the extension');

  const templates = await vscode.workspace.findFiles('*.ebm.json');
  assert.ok(templates.length > 0, 'the workspace holds the templates');
  for (const template of templates) {
    await vscode.commands.executeCommand('vscode.openWith', template, viewType);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(
      input instanceof vscode.TabInputCustom && input.viewType === viewType,
      `${template.path} is in our editor`,
    );
    assert.ok(extension.isActive, 'the editor activates the extension');
    const errors = vscode.languages
      .getDiagnostics(template)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(
      errors.map(({ message }) => message),
      [],
      `${template.path} has no error`,
    );
  }
};
