import { backendWords } from '../core/training/protocol';
import { edit } from './state/host';
import { dismissToast, useView } from './state/view';
import type { WayOn } from './training/recovery';
import { useTraining } from './training/store';

/** One sentence about what went wrong, and what may mend it. */
export function Toast() {
  const toast = useView((state) => state.toast);
  const failure = useTraining((state) => state.failure);
  const ways = useTraining((state) => state.ways);
  const sentence = toast ?? failure;
  return (
    <div className="toasts" role="alert">
      {sentence && (
        <div className="toast">
          <span>{sentence}</span>
          {toast ? (
            <button type="button" className="icon-button" aria-label="Dismiss" onClick={dismissToast}>
              <i className="codicon codicon-close" aria-hidden="true" />
            </button>
          ) : (
            ways.map((way) => (
              <button key={way.kind} type="button" className="button" onClick={() => take(way)}>
                {words(way)}
              </button>
            ))
          )}
        </div>
      )}
    </div>
  );
}

function words(way: WayOn): string {
  switch (way.kind) {
    case 'learningRate':
      return `Lower the learning rate to ${way.value}`;
    case 'batch':
      return `Lower the batch to ${way.value}`;
    case 'backend':
      return `Go on with ${backendWords[way.backend]}`;
  }
}

/** The document keeps its numbers, so those are edits, and undone like any other. */
function take(way: WayOn): void {
  if (way.kind === 'backend') useTraining.getState().goOnWith(way.backend);
  else void edit({ kind: 'set-training', key: way.kind, value: way.value });
}
