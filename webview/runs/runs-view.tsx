import { useEffect, useState } from 'react';
import type { WrittenRecord } from '../../core/training/record';
import type { StoredRun } from '../../extension/protocol';
import { IconButton } from '../inspector/icon-button';
import { useDocument } from '../state/document';
import { ask } from '../state/host';
import { say } from '../state/view';
import { grouped } from '../toolbar/toolbar';
import { useTraining } from '../training/store';
import { formatNumber } from '../views/number-format';
import { Comparison } from './comparison';
import { sha256 } from './digests';
import { fork, goOn, openRun } from './open-run';
import { recordOf, useRuns } from './runs';

/** The runs of this graph: listed, opened, kept, and compared by their curves. */
export default function RunsView() {
  const runs = useRuns((state) => state.runs);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const module = useDocument((state) => state.module);
  const [code, setCode] = useState<string>();
  useEffect(() => {
    let overtaken = false;
    if (module) void sha256(module.source).then((digest) => !overtaken && setCode(digest));
    return () => {
      overtaken = true;
    };
  }, [module]);
  const compared = runs.filter(({ id }) => chosen.includes(id));
  return (
    <div className="runs">
      <Snapshots />
      {compared.length > 0 && <Comparison runs={compared} />}
      {runs.length === 0 && <p className="empty">No run of this graph yet: Train begins one.</p>}
      <ul aria-label="Runs of this graph, the newest first">
        {runs.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            code={code}
            chosen={chosen.includes(run.id)}
            choose={(wanted) => setChosen(wanted ? [...chosen, run.id] : chosen.filter((id) => id !== run.id))}
          />
        ))}
      </ul>
    </div>
  );
}

/** Where the run of this page can be gone back to. */
function Snapshots() {
  const rungs = useRuns((state) => state.rungs);
  const picked = useRuns((state) => state.picked);
  const wanted = picked !== undefined && rungs.includes(picked) ? picked : rungs.at(-1);
  if (wanted === undefined) return null;
  return (
    <div className="run-fork">
      <label>
        Snapshot of step{' '}
        <select value={wanted} onChange={({ target }) => useRuns.setState({ picked: Number(target.value) })}>
          {rungs.map((rung) => (
            <option key={rung} value={rung}>
              {grouped(rung)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="button" title="A new run from this snapshot" onClick={() => void fork(wanted)}>
        <i className="codicon codicon-repo-forked" aria-hidden="true" />
        Fork
      </button>
    </div>
  );
}

interface RowProps {
  readonly run: StoredRun;
  /** The digest of the code that the graph now gives. */
  readonly code: string | undefined;
  readonly chosen: boolean;
  choose(wanted: boolean): void;
}

function RunRow({ run, code, chosen, choose }: RowProps) {
  const current = useRuns((state) => state.current === run.id);
  const training = useTraining(({ state }) => state === 'running' || state === 'opening');
  const record = recordOf(run);
  const { seed, steps = 0, energy, parent, problem } = record;
  const other = code !== undefined && record.code !== undefined && record.code.sha256 !== code;
  const canGoOn = !current && !run.live && (record.ended === 'running' || record.ended === 'paused');
  return (
    <li className={current ? 'run current' : 'run'}>
      <label className="run-figures figure" title={run.id}>
        <input
          type="checkbox"
          aria-label={`Compare ${run.id}`}
          checked={chosen}
          onChange={({ target }) => choose(target.checked)}
        />
        <span>
          seed <b>{seed}</b>
        </span>
        <span>
          <b>{grouped(steps)}</b> steps
        </span>
        <span title="The mean energy of a batch over the last 100 steps">
          energy <b>{typeof energy === 'number' ? formatNumber(energy) : '–'}</b>
        </span>
      </label>
      <p className="run-story" title={problem ?? undefined}>
        {[whenOf(record), endedWords(record, run.live), record.backend].filter(Boolean).join(' · ')}
        {parent && (
          <span className="run-mark">
            forked from {parent.id} at step {grouped(parent.step)}
          </span>
        )}
        {other && (
          <span
            className="run-mark"
            title={`Its code is ${record.code?.sha256.slice(0, 8)}, that of the graph now ${code.slice(0, 8)}.`}
          >
            of another version of the graph
          </span>
        )}
        {run.kept && <span className="run-mark">kept in {run.kept}</span>}
      </p>
      <div className="run-actions">
        {canGoOn && (
          <button type="button" className="quiet" disabled={training} onClick={() => void goOn(run)}>
            Go on from step {grouped(record.weightsStep ?? 0)}
          </button>
        )}
        {!current && (
          <button
            type="button"
            className="quiet"
            disabled={training}
            title={training ? 'Pause first.' : 'Show its curve and put its weights in'}
            onClick={() => void openRun(run)}
          >
            Open
          </button>
        )}
        {!run.kept && (
          <button
            type="button"
            className="quiet"
            title="Move its folder beside the graph"
            onClick={() => void tell('keepRun', run)}
          >
            Keep
          </button>
        )}
        {!run.live && !current && (
          <IconButton icon="trash" label={`Delete ${run.id}`} onClick={() => void tell('deleteRun', run)} />
        )}
      </div>
    </li>
  );
}

async function tell(type: 'keepRun' | 'deleteRun', { id }: StoredRun): Promise<void> {
  const { error } = await ask((request) => ({ type, request, id }));
  if (error) say(error);
}

const whenOf = ({ began }: WrittenRecord): string =>
  began
    ? new Date(began).toLocaleString(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
    : '';

const words: Record<NonNullable<WrittenRecord['ended']>, string> = {
  running: 'interrupted',
  paused: 'left at rest',
  steps: 'reached its last step',
  stopped: 'stopped',
  reset: 'reset',
  interrupted: 'interrupted',
  'not finite': 'no longer finite',
  failed: 'failed',
};

function endedWords({ ended }: WrittenRecord, live: boolean): string {
  if (live && (ended === 'running' || ended === 'paused')) return ended === 'running' ? 'runs now' : 'rests now';
  return ended ? words[ended] : '';
}
