import { create } from 'zustand';
import type { Impossible } from '../../core/analysis/preview';
import type { EmittedModule, Manifest } from '../../core/program/manifest';
import { explainFailure, type FailureCause } from '../../core/training/failure';
import { type BackendName, type FoundFastest, type FromTrainer, trainingProtocol } from '../../core/training/protocol';
import { type Change, changeBetween, liveKey, liveNumbers, modelKey, trainingNode } from './change';
import type { StartTrainer, Trainer } from './client';
import type { LoadSamples } from './data';
import type { Drawing } from './drawing';
import type { Environment } from './environment';
import { FramePace } from './frame-pace';
import type { OpenedRun, RunKeeper } from './keeper';
import { type Beginning, beginningFrom, type Kept, waysOn } from './recovery';
import {
  beforeAnyRun,
  carriedNote,
  droppedNote,
  type Frame,
  joinNotes,
  noPictures,
  picturesUpTo,
  type RunPictures,
  refusal,
  staleNote,
  type TrainingState,
  withFrame,
} from './state';

/** What a run does as soon as its model stands. */
type Intent = 'run' | 'step' | 'phase' | 'pause';

/** A worker with a model inside. */
interface Session {
  readonly trainer: Trainer;
  /** The program that runs, with the numbers it was last given. */
  module: EmittedModule;
  /** Live numbers as the worker has them, by `liveKey`. */
  readonly live: Map<string, number>;
  readonly lineage: OpenedRun['lineage'];
  change: Change;
  opened: boolean;
  /** What `opened` said, to return to when the graph is as it was; of it, what it said of the backend. */
  note: string | undefined;
  backendNote: string | undefined;
}

export interface TrainingParts {
  readonly startTrainer: StartTrainer;
  readonly loadSamples: LoadSamples;
  readonly keeper: RunKeeper;
  readonly drawing: Drawing;
}

/** What is known of a graph beside its module. */
export interface Outlook {
  /** The module of a sound graph is on its way. */
  readonly compiling?: boolean;
  /** Why it cannot be trained here. */
  readonly impossible?: Impossible | undefined;
}

/** The state of training, and what feeds it: the environment and every compiled module. */
export function createTraining({ startTrainer, loadSamples, keeper, drawing }: TrainingParts) {
  let environment: Environment | undefined;
  const fastest = new Map<string, FoundFastest>();
  let module: EmittedModule | undefined;
  /** The module of a sound graph is on its way, and what is wanted of it. */
  let awaited = false;
  let wanted: Intent | undefined;
  let obstacle: Impossible | undefined;
  let session: Session | undefined;
  /** The last good weights of the run, which outlive its worker. */
  let kept: Kept | undefined;
  let intent: Intent = 'pause';
  // Opening waits for files and for weights; whatever a later attempt or a stop has overtaken ends quietly.
  let attempt = 0;

  const useTraining = create<TrainingState>()(() => ({
    ...beforeAnyRun,
    train: () => begin('run'),
    resume: () => begin('run'),
    stepOnce: () => begin('step'),
    phaseOnce: () => begin('phase'),
    pause,
    reset,
    stop,
    setLive,
    setLimit,
    setStopRule(stopRule) {
      set({ stopRule });
      session?.trainer.send({ type: 'stop', rule: stopRule });
    },
    setSlow(slow) {
      set({ slow });
      session?.trainer.send({ type: 'pace', slow });
    },
    setBackend,
    goOnFrom(chosen, { curve, backend }, next) {
      attempt++;
      session?.trainer.close();
      session = undefined;
      kept = { ...chosen, chosen: true };
      const { manifest } = chosen.module;
      set({ ...noPictures(manifest), curve, manifest, state: 'idle', ...(backend ? { backendChoice: backend } : {}) });
      begin(next);
    },
    goOnWith(backend) {
      set({ backendChoice: backend });
      begin('run');
    },
  }));
  const { getState: get, setState } = useTraining;
  const pace = new FramePace<{ frame: Frame; manifest: Manifest }>(
    (frames) =>
      setState((before) =>
        frames.reduce<RunPictures>((now, { frame, manifest }) => withFrame(now, frame, manifest), before),
      ),
    drawing,
  );

  /** Whatever else changes comes after the frames that wait. */
  function set(part: Partial<TrainingState>): void {
    pace.flush();
    setState(part);
  }

  function begin(next: Intent): void {
    const { state, step } = get();
    if (state === 'opening') {
      intent = next;
      return;
    }
    if (!module && awaited) {
      wanted = next;
      return;
    }
    const failure = refusal(module, environment?.trusted);
    if (failure) {
      set({ failure });
      return;
    }
    if (obstacle) {
      const { sentence, batch } = obstacle;
      set({ failure: sentence, ways: batch === undefined ? [] : [{ kind: 'batch', value: batch }] });
      return;
    }
    set({ failure: undefined, ways: [] });
    if (session?.change !== 'none') {
      void open(next, true);
      return;
    }
    if (state === 'finished' && next === 'run') {
      session.trainer.send({ type: 'limit', steps: step + session.module.manifest.training.steps });
    }
    act(next);
  }

  function act(next: Intent): void {
    session?.trainer.send({ type: next });
  }

  function pause(): void {
    intent = 'pause';
    if (get().state === 'running') act('pause');
  }

  function reset(): void {
    const { state } = get();
    if (!session && state !== 'opening') {
      kept = undefined;
      set({ ...noPictures(module?.manifest), manifest: module?.manifest, state: 'idle', failure: undefined, ways: [] });
      return;
    }
    if (session?.change !== 'none' || !session.opened || state === 'opening') {
      if (module) void open('pause', false);
      return;
    }
    const { manifest } = session.module;
    session.trainer.send({ type: 'pause' });
    session.trainer.send({ type: 'reset', seed: manifest.training.seed });
    keeper.stands('reset');
    session.note = session.backendNote;
    set({ ...noPictures(manifest), failure: undefined, ways: [], note: session.note });
  }

  function stop(): void {
    attempt++;
    session?.trainer.close();
    session = undefined;
    kept = undefined;
    keeper.stands('stopped');
    set({ state: 'idle', stepsPerSecond: 0, stale: false, note: undefined });
  }

  function setLive(node: string, name: string, value: number): void {
    if (!session) return;
    session.live.set(liveKey({ node, name }), value);
    session.trainer.send({ type: 'set', node, name, value });
  }

  function setLimit(steps: number): void {
    set({ limit: steps });
    session?.trainer.send({ type: 'limit', steps });
  }

  /** A run that is on moves over with its weights; the next one starts there. */
  function setBackend(backendChoice: BackendName | 'auto'): void {
    const { state } = get();
    set({ backendChoice });
    if (session?.opened) void open(state === 'running' ? 'run' : 'pause', true);
  }

  /** What a new worker begins with: how the run stands, or how it last stood well. */
  async function carried(opening: EmittedModule): Promise<Beginning> {
    const standing = session?.opened && get().state !== 'failed' ? await session.trainer.snapshot() : undefined;
    if (standing && session) kept = { module: session.module, snapshot: standing };
    const beginning = kept ? beginningFrom(kept, opening) : undefined;
    if (!beginning) kept = undefined;
    return beginning ?? {};
  }

  async function open(next: Intent, carry: boolean): Promise<void> {
    const [opening, place] = [module, environment];
    if (!opening || !place) return;
    const mine = ++attempt;
    intent = next;
    const beginning: Beginning | Promise<Beginning> = carry ? carried(opening) : {};
    set({ state: 'opening', failure: undefined, ways: [], note: undefined, stale: false });
    try {
      const start = await beginning;
      if (mine !== attempt) return;
      session?.trainer.close();
      session = undefined;
      const trainer = await startTrainer(place.resources, opening, {
        // While another worker opens, this one may still end the steps that it hands over.
        receive: (message) =>
          (mine === attempt || message.type === 'frame') && session?.trainer === trainer && receive(message),
        fail: (reason) => mine === attempt && failWith(explainFailure(reason, get().backend)),
      });
      if (mine !== attempt) {
        trainer.close();
        return;
      }
      const live = new Map(liveNumbers(opening.manifest).map((number) => [liveKey(number), number.value]));
      session = {
        trainer,
        module: opening,
        live,
        lineage: start.snapshot ? 'same' : start.weights ? 'weights' : 'seed',
        change: 'none',
        opened: false,
        note: undefined,
        backendNote: undefined,
      };
      const samples = await loadSamples(opening.manifest, place.resources);
      if (mine !== attempt) return;
      const found = fastest.get(modelKey(opening));
      trainer.send({
        type: 'open',
        protocol: trainingProtocol,
        manifest: opening.manifest,
        ...samples,
        backend: get().backendChoice,
        ...(found ? { fastest: found } : {}),
        wasmBinary: trainer.wasmBinary,
        ...start,
      });
    } catch (error) {
      if (mine === attempt) failWith(explainFailure(error, undefined));
    }
  }

  function receive(message: FromTrainer): void {
    if (!session) return;
    const { manifest } = session.module;
    switch (message.type) {
      case 'opened': {
        const { protocol, step, backend, parameters, note, dropped } = message;
        if (protocol !== trainingProtocol) {
          failWith({
            cause: 'other',
            message: 'The trainer belongs to another version of the page; reload the window.',
          });
          return;
        }
        session.opened = true;
        keeper.opened({ ...message, module: session.module, lineage: session.lineage });
        session.backendNote = note;
        if (message.fastest) keepFastest(session.module, message.fastest);
        session.note = joinNotes(note, session.lineage === 'weights' ? carriedNote : undefined, droppedNote(dropped));
        const pictures = picturesUpTo(get(), step, manifest);
        set({ ...pictures, manifest, backend, backendNote: note, parameters, note: session.note, state: 'paused' });
        const { limit, stopRule, slow } = get();
        if (stopRule !== 'limit') session.trainer.send({ type: 'stop', rule: stopRule });
        if (slow) session.trainer.send({ type: 'pace', slow });
        if (limit !== undefined) session.trainer.send({ type: 'limit', steps: limit });
        if (intent !== 'pause') act(intent);
        if (module) reconcile(module);
        break;
      }
      case 'state': {
        const { state, step, reason } = message;
        if (state === 'running' || state === 'paused') keeper.stands(state);
        if (state === 'finished') keeper.stands('steps');
        set({ state, step, ...(get().stale ? {} : { note: joinNotes(session.note, reason) }) });
        break;
      }
      case 'frame':
        keeper.took(message.curve);
        pace.add({ frame: message, manifest });
        // A phase by itself is to be seen, and a run that takes them so leaves the page its time.
        if (message.phase) pace.flush();
        break;
      case 'kept':
        kept = { module: session.module, snapshot: message.snapshot };
        keeper.kept(message.snapshot);
        break;
      case 'changed':
        keeper.changed(message.edit);
        break;
      case 'failed':
        if (message.step === undefined) {
          failWith(message);
          break;
        }
        keeper.stands('not finite', message.message);
        set({ state: 'failed', failure: message.message, ways: ways(message.cause), stepsPerSecond: 0 });
        break;
      case 'snapshot':
        break;
    }
  }

  function keepFastest(of: EmittedModule, found: FoundFastest): void {
    const model = modelKey(of);
    fastest.set(model, found);
    environment?.keepFastest(model, found);
  }

  /** The worker is of no more use; its last pictures stay, and its last good weights. */
  function failWith({ cause, message }: { readonly cause: FailureCause; readonly message: string }): void {
    attempt++;
    const found = ways(cause);
    session?.trainer.close();
    session = undefined;
    keeper.stands('failed', message);
    const safe = kept && `The weights of step ${kept.snapshot.step} are kept: Train goes on from there.`;
    set({ state: 'failed', failure: joinNotes(message, safe), ways: found, stepsPerSecond: 0, stale: false });
  }

  function ways(cause: FailureCause): ReturnType<typeof waysOn> {
    const training = (module ?? session?.module)?.manifest.training;
    if (!training) return [];
    const rate = session?.live.get(liveKey({ node: trainingNode, name: 'learningRate' })) ?? training.learningRate;
    return waysOn(cause, get().backend, training, rate);
  }

  /** Brings an open run to what the graph now says: at once where only live numbers differ, else at the next Train. */
  function reconcile(next: EmittedModule): void {
    if (!session) return;
    session.change = changeBetween(session.module, next);
    if (session.change === 'learning' && get().state === 'running') {
      void open('run', true);
      return;
    }
    if (session.change !== 'none') {
      set({ stale: true, note: staleNote[session.change] });
      return;
    }
    const before = session.module.manifest.training.steps;
    session.module = next;
    for (const { node, name, value } of liveNumbers(next.manifest)) {
      if (session.live.get(liveKey({ node, name })) !== value) setLive(node, name, value);
    }
    const { steps } = next.manifest.training;
    if (steps !== before) session.trainer.send({ type: 'limit', steps });
    set({
      stale: false,
      note: session.note,
      manifest: next.manifest,
      ...(steps === before ? {} : { limit: undefined }),
    });
  }

  return {
    useTraining,
    configureTraining(place: Environment): void {
      environment = place;
      for (const [model, found] of Object.entries(place.fastest)) fastest.set(model, found);
      set({ resources: place.resources });
      if (!place.trusted) stop();
    },
    /**
     * Called with every compilation; undefined while the graph has an error, which leaves an open run as it is, or while the
     * compiler is still being fetched: then what was asked for waits for it.
     */
    setModule(next: EmittedModule | undefined, { compiling = false, impossible }: Outlook = {}): void {
      module = next;
      awaited = compiling;
      if (obstacle && !impossible) set({ failure: undefined, ways: [] });
      obstacle = impossible;
      if (!next) return;
      const asked = wanted;
      wanted = undefined;
      if (asked) begin(asked);
      if (session && get().state !== 'opening') reconcile(next);
      else if (!get().curve.steps.length && !get().probe && !session) set({ manifest: next.manifest });
    },
  };
}
