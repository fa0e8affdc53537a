import * as vscode from 'vscode';
import type { GraphSession, RunReport } from './graph-session';

const marks = { opening: '$(loading~spin)', running: '●', paused: '○' } as const;

const isOn = (state: RunReport['state']): state is keyof typeof marks => Object.hasOwn(marks, state);

export const showRunCommand = 'ebm.showRun';

/** The runs of all graph editors, the one in front in the status bar; a click shows its graph. */
export class RunStatus {
  private readonly item = vscode.window.createStatusBarItem('ebm.run', vscode.StatusBarAlignment.Left, 0);
  /** The run that was heard of last stands last. */
  private readonly runs = new Map<GraphSession, RunReport>();
  private focused: GraphSession | undefined;
  private toldRunning = false;

  constructor() {
    this.item.name = 'EBM training run';
    this.item.command = showRunCommand;
  }

  report(session: GraphSession, run: RunReport): void {
    if (isOn(run.state)) this.runs.set(session, run);
    else this.runs.delete(session);
    this.show();
  }

  focus(session: GraphSession): void {
    this.focused = session;
    this.show();
  }

  forget(session: GraphSession): void {
    this.runs.delete(session);
    if (this.focused === session) this.focused = undefined;
    this.show();
  }

  /** Brings the graph of the run that the status bar shows to the front. */
  reveal(): void {
    this.shown()?.[0].panel.reveal();
  }

  dispose(): void {
    this.item.dispose();
  }

  private shown(): readonly [GraphSession, RunReport] | undefined {
    const all = [...this.runs];
    return (
      all.find(([session]) => session === this.focused) ?? all.find(([, { state }]) => state === 'running') ?? all[0]
    );
  }

  private show(): void {
    const shown = this.shown();
    if (shown && isOn(shown[1].state)) {
      const [{ document }, { state, summary }] = shown;
      this.item.text = ['EBM', marks[state], state === 'opening' ? 'building the model' : summary].join(' ');
      this.item.tooltip = `Training of ${vscode.workspace.asRelativePath(document.uri)}: ${state}`;
      this.item.show();
    } else this.item.hide();
    const state = this.focused && this.runs.get(this.focused)?.state;
    this.tellRunning(state === 'running' || state === 'opening');
  }

  /** Lets one key start and pause. */
  private tellRunning(running: boolean): void {
    if (running === this.toldRunning) return;
    this.toldRunning = running;
    void vscode.commands.executeCommand('setContext', 'ebm.running', running);
  }
}
