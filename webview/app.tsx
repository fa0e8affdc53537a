import { useEffect, useMemo } from 'react';
import { findImpossible } from '../core/analysis/preview';
import type { PageCommand } from '../extension/protocol';
import { Canvas } from './canvas/canvas';
import { Outline } from './canvas/outline';
import { stepProblem } from './diagnostics/problems';
import { Sidebar } from './inspector/sidebar';
import { Splitter } from './inspector/splitter';
import { Palette } from './palette/palette';
import { Interrupted } from './runs/interrupted';
import { useDocument } from './state/document';
import { duplicateSelection } from './state/gestures';
import { onCommand, post } from './state/host';
import { useView } from './state/view';
import { Toast } from './toast';
import { RunState } from './toolbar/run-state';
import { Toolbar } from './toolbar/toolbar';
import { setModule, useTraining } from './training/store';
import { TrainingPanel } from './views/panel';

export function App() {
  const arrived = useDocument((state) => state.arrived);
  const module = useDocument((state) => state.module);
  const compiling = useDocument((state) => state.checked.sound && !state.module);
  const checked = useDocument((state) => state.checked);
  const impossible = useMemo(() => findImpossible(checked.nodes, checked.training.batch), [checked]);
  useEffect(() => setModule(module, { compiling, impossible }), [module, compiling, impossible]);
  useKeys();
  useCommands();
  const sidebar = useView((state) => state.sidebar);
  if (!arrived) return <p className="empty">The graph is being read …</p>;
  return (
    <div className="app" style={{ gridTemplateColumns: `minmax(0, 1fr) min(${sidebar}px, 60vw)` }}>
      <Toolbar />
      <main className="stage">
        <div className="canvas-area">
          <Outline />
          <Canvas />
          <Interrupted />
        </div>
        <BottomPanel />
      </main>
      <Sidebar />
      <Palette />
      <Toast />
      <RunState />
    </div>
  );
}

function BottomPanel() {
  const open = useView((state) => state.panel);
  const height = useView((state) => state.panelHeight);
  return (
    <section className="bottom-panel" aria-label="Training" style={open ? { height: `min(${height}px, 60vh)` } : {}}>
      {open && <Splitter of="panelHeight" size={height} />}
      <h2 className="panel-heading">
        <button
          type="button"
          className="panel-toggle"
          aria-expanded={open}
          onClick={() => useView.setState({ panel: !open })}
        >
          <i className={`codicon codicon-chevron-${open ? 'down' : 'up'}`} aria-hidden="true" />
          Training
        </button>
      </h2>
      {open && <TrainingPanel />}
    </section>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

/** Undo is the host's; a text field keeps its own. */
function useKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (isTyping(event.target)) {
        // VS Code would undo the document besides (its issue 227849).
        if (key === 'z' || key === 'y') event.stopPropagation();
        return;
      }
      if (key === 'z') post({ type: event.shiftKey ? 'redo' : 'undo' });
      else if (key === 'y') post({ type: 'redo' });
      else if (key === 'd') void duplicateSelection();
      else return;
      event.preventDefault();
      // VS Code listens one level up and would undo a second time.
      event.stopPropagation();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function useCommands(): void {
  useEffect(
    () =>
      onCommand((command) => {
        const { train, pause, stepOnce, phaseOnce, reset, stop } = useTraining.getState();
        const run: Partial<Record<PageCommand, () => void>> = {
          train,
          pause,
          stepOnce,
          phaseOnce,
          reset,
          stop,
          nextProblem: () => stepProblem(1),
          previousProblem: () => stepProblem(-1),
          showCode: () => useView.setState({ tab: 'code' }),
        };
        run[command]?.();
      }),
    [],
  );
}
