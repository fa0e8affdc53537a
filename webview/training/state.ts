import type { EmittedModule, Manifest } from '../../core/program/manifest';
import type { PhaseName } from '../../core/program/phase';
import type { BackendName, FromTrainer, ProbeFrame, RunState, StopRule } from '../../core/training/protocol';
import type { Resources } from '../../extension/protocol';
import { type CodeAxes, widestDimensions } from './code-axes';
import { type Curve, cutCurve, emptyCurve, extendCurve } from './curve';
import type { Kept, WayOn } from './recovery';

/** What a run shows. The pictures of a run stay until the next one opens. */
export interface RunPictures {
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerSecond: number;
  /** The latest mean of each term a sample, by the node of the term. */
  readonly terms: { readonly [termNode: string]: number };
  readonly curve: Curve;
  readonly probe: ProbeFrame | undefined;
  /** The phase that has just ended, where it was taken by itself. */
  readonly phase: PhaseName | undefined;
  /** Why its steps are not replayed from a recording, as words behind “because”. */
  readonly obstacle: string | undefined;
  /** The dimensions of the code that every view shows. */
  readonly codeAxes: CodeAxes | undefined;
}

export interface TrainingState extends RunPictures {
  readonly state: RunState | 'idle';
  readonly backend: BackendName | undefined;
  /** Why it trains there, with what was measured. */
  readonly backendNote: string | undefined;
  /** What the person asked for. */
  readonly backendChoice: BackendName | 'auto';
  /** A sentence about the run: its backend, weights that were dropped, why it ended. */
  readonly note: string | undefined;
  readonly parameters: number | undefined;
  /** A sentence where training could not begin or had to end. */
  readonly failure: string | undefined;
  /** What may mend it; empty where nothing is known to. */
  readonly ways: readonly WayOn[];
  /** What the pictures are of; before any run, what the graph now says. */
  readonly manifest: Manifest | undefined;
  /** True where the graph has changed so that the next Train builds the model anew. */
  readonly stale: boolean;
  /** Where the run ends, where that is not what the graph says. */
  readonly limit: number | undefined;
  /** Where Train rests, beside the limit. */
  readonly stopRule: StopRule;
  /** Whether a step is taken every half second. */
  readonly slow: boolean;
  /** Where the data is, once the extension has said so. */
  readonly resources: Resources | undefined;

  train(): void;
  pause(): void;
  /** Goes on; the same as `train`. */
  resume(): void;
  stepOnce(): void;
  /** The next phase of a step, alone. */
  phaseOnce(): void;
  /** Back to the weights of the seed, at rest. */
  reset(): void;
  /** Ends the run and gives its memory back; its pictures stay. */
  stop(): void;
  /** A live number of a block, felt at the next step; the learning rate belongs to `trainingNode`. */
  setLive(node: string, name: string, value: number): void;
  setLimit(steps: number): void;
  setStopRule(rule: StopRule): void;
  setSlow(slow: boolean): void;
  setBackend(choice: BackendName | 'auto'): void;
  /** Puts the weights of an earlier run in, with its curve, on the backend that it was on, and goes on there or rests. */
  goOnFrom(
    kept: Kept,
    run: { readonly curve: Curve; readonly backend: BackendName | undefined },
    intent: 'run' | 'pause',
  ): void;
  /** From the last good weights, on another backend. */
  goOnWith(backend: BackendName): void;
}

export const noPictures = (manifest: Manifest | undefined): RunPictures => ({
  step: 0,
  epoch: 0,
  stepsPerSecond: 0,
  terms: {},
  curve: emptyCurve(manifest?.terms.length ?? 0),
  probe: undefined,
  phase: undefined,
  obstacle: undefined,
  codeAxes: undefined,
});

/** What the page shows before anything has been trained. */
export const beforeAnyRun = {
  ...noPictures(undefined),
  state: 'idle',
  backend: undefined,
  backendNote: undefined,
  backendChoice: 'auto',
  note: undefined,
  parameters: undefined,
  failure: undefined,
  ways: [],
  manifest: undefined,
  stale: false,
  limit: undefined,
  stopRule: 'limit',
  slow: false,
  resources: undefined,
} as const satisfies Partial<TrainingState>;

/** The pictures of a run that is taken up at a step. */
export const picturesUpTo = (pictures: RunPictures, step: number, manifest: Manifest): RunPictures =>
  step > 0 ? { ...pictures, step, curve: cutCurve(pictures.curve, step) } : noPictures(manifest);

/** What a run tells of itself as it goes. */
export type Frame = Extract<FromTrainer, { readonly type: 'frame' }>;

/** The pictures after a frame of the run of a manifest. */
export function withFrame(pictures: RunPictures, frame: Frame, { terms }: Manifest): RunPictures {
  const { step, epoch, stepsPerSecond, curve, probe, phase, obstacle } = frame;
  const latest = curve.terms.length ? curve.terms.subarray(curve.terms.length - terms.length) : undefined;
  return {
    step,
    epoch,
    stepsPerSecond,
    phase,
    obstacle,
    terms: latest
      ? Object.fromEntries(terms.map(({ node }, index) => [node, latest[index] ?? Number.NaN]))
      : pictures.terms,
    curve: extendCurve(pictures.curve, curve),
    probe: probe ? withSameInputs(probe, pictures.probe?.inputs) : pictures.probe,
    codeAxes: probe?.codes ? widestDimensions(probe.codes, pictures.codeAxes) : pictures.codeAxes,
  };
}

/** What a run looks at stays the same, so that pictures of it need not be drawn anew. */
const withSameInputs = (probe: ProbeFrame, before: Float32Array | undefined): ProbeFrame =>
  before?.length === probe.inputs.length && before.every((value, index) => value === probe.inputs[index])
    ? { ...probe, inputs: before }
    : probe;

export const staleNote = {
  learning: 'The way of learning has changed: the next Train goes on with it from here.',
  rebuild: 'The graph has changed: the next Train rebuilds the model and keeps the weights that still fit.',
  reset: 'The training has changed: the next Train begins from the weights of the seed.',
};

/** Where the weights of a new run are those of an earlier one. */
export const carriedNote =
  'The model is another than that of the last run: a new run begins with the weights that fit.';

/** The sentence about weights that found no place in the rebuilt model. */
export function droppedNote(dropped: readonly string[]): string | undefined {
  if (!dropped.length) return undefined;
  const shown = dropped.slice(0, 3).join(', ');
  const more = dropped.length > 3 ? ` and ${dropped.length - 3} more` : '';
  return `Begun anew, because their shape or name changed: ${shown}${more}.`;
}

export const joinNotes = (...notes: readonly (string | undefined)[]): string | undefined =>
  notes.filter(Boolean).join(' ') || undefined;

/** Why training cannot begin, or undefined where it can. */
export function refusal(module: EmittedModule | undefined, trusted: boolean | undefined): string | undefined {
  if (trusted === undefined) return 'Training is not ready yet; try again in a moment.';
  if (!trusted) return 'Training runs the code of this graph; trust the workspace to allow it.';
  if (!module) return 'The graph has an error; mend it to train.';
  return undefined;
}
