import { useId, useRef, useState } from 'react';
import type { StopRule } from '../../core/training/protocol';
import { useView } from '../state/view';
import { useTraining } from '../training/store';

const stopWords: Record<StopRule, string> = {
  limit: 'at its last step',
  epoch: 'after each epoch',
  minute: 'after a minute',
  plateau: 'at a plateau',
};

/** How Train goes: where it rests, and how fast; behind a button, so that the bar stays one row. */
export function RunMenu() {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  const below = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box) setPlace({ left: box.left, top: box.bottom + 3 });
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label="Rest and pace"
        title="Where Train rests, and slow motion"
        popoverTarget={id}
        onClick={below}
      >
        <i className="codicon codicon-chevron-down" aria-hidden="true" />
      </button>
      <div id={id} popover="auto" className="run-menu" style={place}>
        <StopChoice />
        <Pace />
        <button
          type="button"
          className="quiet"
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={() => useView.setState({ tab: 'runs' })}
        >
          Runs and snapshots
        </button>
      </div>
    </>
  );
}

/** Where Train rests. */
function StopChoice() {
  const rule = useTraining(({ stopRule }) => stopRule);
  const setStopRule = useTraining(({ setStopRule }) => setStopRule);
  return (
    <label title="From the next Train on. A plateau: the means of the energy over two times 200 steps differ by less than 0.2 %.">
      Rest{' '}
      <select value={rule} onChange={({ target }) => setStopRule(target.value as StopRule)}>
        {Object.entries(stopWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Slow motion, for eyes. */
function Pace() {
  const slow = useTraining(({ slow }) => slow);
  const setSlow = useTraining(({ setSlow }) => setSlow);
  return (
    <label title="A phase of a step each half second, with a picture after it and its blocks and wires lit">
      <input type="checkbox" checked={slow} onChange={({ target }) => setSlow(target.checked)} /> Slow motion
    </label>
  );
}
