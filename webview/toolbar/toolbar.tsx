import type { ReactNode } from 'react';
import { datasets } from '../../core/data/datasets';
import type { PhaseName } from '../../core/program/phase';
import { unrecordedWords } from '../../core/training/protocol';
import { countWords, severityIcon } from '../diagnostics/diagnostic-list';
import { useDocument } from '../state/document';
import { edit, generateCode, runCommand } from '../state/host';
import { useView } from '../state/view';
import { nextPhase } from '../training/active';
import { joinNotes } from '../training/state';
import { useTraining } from '../training/store';
import { RunMenu } from './run-menu';

/** Why the model cannot run, or undefined where it can. */
function useObstacle(): string | undefined {
  const trusted = useView((state) => state.trusted);
  const diagnostics = useDocument((state) => state.checked.diagnostics);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length) {
    return errors.length === 1 ? '1 error: mend it first.' : `${errors.length} errors: mend them first.`;
  }
  return trusted ? undefined : 'This workspace is not trusted: its graphs can be edited, not run.';
}

export function Toolbar() {
  const fileName = useDocument((state) => state.fileName);
  const { name } = useDocument((state) => state.checked.document.graph);
  return (
    <header className="toolbar">
      <h1 className="file-name" title={name}>
        {fileName}
      </h1>
      <Dataset />
      <RunButtons />
      <RunFigures />
      <BackendChoice />
      <span className="spring" />
      <ProblemCount />
      <button type="button" className="button" title="Add block" onClick={() => runCommand('addBlock')}>
        <i className="codicon codicon-add" aria-hidden="true" />
        <span className="words">Add block</span>
      </button>
      <button type="button" className="button" onClick={() => runCommand('tidy')} title="Arrange from left to right">
        Tidy
      </button>
      <GenerateButton />
    </header>
  );
}

function Dataset() {
  const checked = useDocument((state) => state.checked);
  for (const { block, values } of checked.nodes.values()) {
    if (block.lowering !== 'observation') continue;
    const set = datasets.find(({ id }) => id === block.dataset(values));
    if (set) {
      return (
        <span className="dataset">
          <Chip title={`${set.about} ${set.licence}`}>
            {set.title} · <span className="figure">{set.shape.map(({ size }) => size).join('×')}</span>
          </Chip>
        </span>
      );
    }
  }
  return null;
}

function RunButtons() {
  const obstacle = useObstacle();
  const state = useTraining((training) => training.state);
  const next = useTraining(nextPhase);
  const { train, pause, stepOnce, phaseOnce, reset, stop } = useTraining.getState();
  const running = state === 'running' || state === 'opening';
  return (
    <fieldset className="run-buttons" aria-label="Training">
      {running ? (
        <button type="button" className="button primary" onClick={pause}>
          <i className="codicon codicon-debug-pause" aria-hidden="true" />
          Pause
        </button>
      ) : (
        <button type="button" className="button primary" onClick={train} disabled={!!obstacle} title={obstacle}>
          <i className="codicon codicon-play" aria-hidden="true" />
          Train
        </button>
      )}
      <RunMenu />
      <RunButton
        name="Step"
        icon="debug-step-over"
        act={stepOnce}
        does="One step of the optimizer"
        obstacle={obstacle ?? (running ? 'Pause first.' : undefined)}
      />
      {next && (
        <RunButton
          name="Phase"
          icon="debug-step-into"
          act={phaseOnce}
          does={`One phase of a step. ${phaseWords[next]}`}
          obstacle={obstacle ?? (running ? 'Pause first.' : undefined)}
          detail={next}
        />
      )}
      <RunButton
        name="Reset"
        icon="discard"
        act={reset}
        does="Back to the weights of the seed"
        obstacle={obstacle ?? (state === 'idle' ? 'Nothing has been trained yet.' : undefined)}
      />
      <RunButton
        name="Stop"
        icon="debug-stop"
        act={stop}
        does="End the run and free its memory"
        obstacle={state === 'idle' ? 'Nothing runs.' : undefined}
      />
    </fieldset>
  );
}

interface RunButtonProps {
  readonly name: string;
  readonly icon: string;
  readonly does: string;
  readonly act: () => void;
  /** Why it cannot be pressed now. */
  readonly obstacle: string | undefined;
  readonly detail?: string;
}

/** What comes next. */
const phaseWords: Record<PhaseName, string> = {
  infer: 'Next: infer the codes, by minimising the energy over them.',
  contrast: 'Next: contrast: draw negatives, where the energy is low.',
  update: 'Next: update the parameters, down the gradient or to their means.',
  project: 'Next: project the parameters back into their sets.',
};

function RunButton({ name, icon, does, act, obstacle, detail }: RunButtonProps) {
  return (
    <button
      type="button"
      className="button"
      onClick={act}
      disabled={obstacle !== undefined}
      title={`${name}: ${obstacle ?? does}`}
    >
      <i className={`codicon codicon-${icon}`} aria-hidden="true" />
      <span className="run-words">{name}</span>
      {detail && <span className="next-phase">{detail}</span>}
    </button>
  );
}

/** A number of steps with thin spaces, as figures of one width. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', '\u202f');

/** Another seed gives other weights, another order of samples and other noise; the document keeps it. */
const drawSeed = (): void => void edit({ kind: 'set-training', key: 'seed', value: Math.floor(Math.random() * 1e6) });

function RunFigures() {
  const seed = useDocument((state) => state.checked.training.seed);
  const training = useTraining();
  const { state, step, epoch, stepsPerSecond, backend, backendNote, obstacle, terms } = training;
  const energy = Object.values(terms).reduce((sum, term) => sum + term, 0);
  return (
    <>
      <button type="button" className="chip chip-button" title="Draw another seed" onClick={drawSeed}>
        seed <b>{seed}</b>
        <i className="codicon codicon-refresh" aria-hidden="true" />
      </button>
      {state !== 'idle' && (
        <>
          <Chip>
            step <b>{grouped(step)}</b> · epoch <b>{epoch.toFixed(1)}</b>
          </Chip>
          {Object.keys(terms).length > 0 && (
            <Chip title="The mean of the energy over a batch: the sum of its terms">
              energy <b>{energy.toPrecision(4)}</b>
            </Chip>
          )}
          {backend && (
            <Chip title={joinNotes(backendNote, unrecordedWords(obstacle))}>
              <i className={`dot ${state === 'running' ? 'on' : ''}`} aria-hidden="true" />
              {backendNames[backend]}{' '}
              <b>{stepsPerSecond >= 10 ? Math.round(stepsPerSecond) : stepsPerSecond.toFixed(1)}</b> steps/s
            </Chip>
          )}
        </>
      )}
    </>
  );
}

const backendNames = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WASM', cpu: 'CPU' };

/** Where the model trains: the best that is there, or the one that a person insists on. */
function BackendChoice() {
  const choice = useTraining((state) => state.backendChoice);
  const setBackend = useTraining((state) => state.setBackend);
  return (
    <select
      className="backend-choice"
      aria-label="Backend"
      title="Where the model trains. Auto measures some steps of it and takes the fastest."
      value={choice}
      onChange={({ target }) => setBackend(target.value as typeof choice)}
    >
      <option value="auto">auto</option>
      {Object.entries(backendNames).map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  );
}

function Chip({ title, children }: { title?: string | undefined; children: ReactNode }) {
  return (
    <span className="chip figure" title={title}>
      {children}
    </span>
  );
}

function ProblemCount() {
  const count = countWords(useDocument((state) => state.checked.diagnostics));
  if (!count) return null;
  return (
    <button
      type="button"
      className={`chip chip-button severity-${count.severity}`}
      onClick={() => useView.setState({ tab: 'problems' })}
    >
      <i className={`codicon codicon-${severityIcon(count.severity)}`} aria-hidden="true" />
      {count.words}
    </button>
  );
}

function GenerateButton() {
  const module = useDocument((state) => state.module);
  return (
    <button
      type="button"
      className="button"
      disabled={!module}
      title={module ? 'Write the module beside the graph' : 'Code is written once the graph has no error.'}
      onClick={() => void generateCode()}
    >
      <i className="codicon codicon-code" aria-hidden="true" />
      <span className="words">Generate code</span>
    </button>
  );
}
