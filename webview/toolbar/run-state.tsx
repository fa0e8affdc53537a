import { useEffect } from 'react';
import { post } from '../state/host';
import { useTraining } from '../training/store';
import { grouped } from './toolbar';

const stateWords = {
  idle: 'No training runs.',
  opening: 'The model is being built.',
  paused: 'Training is paused.',
  running: 'Training runs.',
  finished: 'Training has finished.',
  failed: 'Training has failed.',
};

/** Tells a screen reader and the host's status bar how the run stands. */
export function RunState() {
  const state = useTraining((training) => training.state);
  const failure = useTraining((training) => training.failure);
  useEffect(() => {
    const tell = (): void => {
      const { state: now, step, stepsPerSecond } = useTraining.getState();
      const summary = now === 'idle' ? '' : `step ${grouped(step)} · ${Math.round(stepsPerSecond)} steps/s`;
      post({ type: 'run', state: now, summary });
    };
    tell();
    if (state !== 'running') return useTraining.subscribe((now, before) => now.step !== before.step && tell());
    const timer = setInterval(tell, 1000);
    return () => clearInterval(timer);
  }, [state]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {failure ?? stateWords[state]}
    </div>
  );
}
