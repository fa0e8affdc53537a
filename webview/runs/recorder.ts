import { Cadence } from '../../core/training/cadence';
import type { CurveFrame, Snapshot } from '../../core/training/protocol';
import type { LiveEdit, RunEnding, RunRecord } from '../../core/training/record';
import { runFiles, snapshotContent, snapshotFile } from '../../core/training/run-files';
import { SnapshotLadder } from '../../core/training/snapshot-ladder';
import { latestEnergy } from '../../core/training/step-log';
import type { RunFile } from '../../extension/protocol';
import { textOf, useDocument } from '../state/document';
import { post } from '../state/host';
import { useView } from '../state/view';
import type { OpenedRun, RunKeeper } from '../training/keeper';
import { useTraining } from '../training/store';
import { describeData, sha256 } from './digests';
import { KeptRun, type RunOrigin } from './kept-run';
import { useRuns } from './runs';

/** Milliseconds from one writing of a run that is on to the next, and the share of the time that they may cost. */
const interval = 4000;
const share = 0.02;

/** Follows the run of the page and hands its files to the extension: soon enough to lose little, rarely enough to cost little. */
class Recorder implements RunKeeper {
  private run: KeptRun | undefined;
  /** What the next run that opens goes on with. */
  private origin: RunOrigin | undefined;
  /** Snapshots that the extension has. */
  private readonly sent = new Map<string, Snapshot>();
  private readonly cadence = new Cadence(interval, share);
  private writing: Promise<void> = Promise.resolve();

  get current(): KeptRun | undefined {
    return this.run;
  }

  /** The run that opens next goes on with an earlier one, or is forked from it. */
  expect(origin: RunOrigin): void {
    this.leave('stopped');
    this.origin = origin;
  }

  opened(opened: OpenedRun): void {
    const { run, origin } = this;
    this.origin = undefined;
    if (run && !origin && opened.lineage === 'same') {
      run.reopen(opened);
      return;
    }
    const parent = origin?.id === undefined ? origin?.parent : { id: origin.id, step: origin.log?.steps ?? 0 };
    const before = run?.snapshot && { id: run.id, step: run.snapshot.step };
    this.leave('stopped');
    const byWeights = { parent: (origin ? parent : before) ?? null };
    this.begin(opened, opened.lineage === 'same' ? (origin ?? {}) : opened.lineage === 'weights' ? byWeights : {});
  }

  took(curve: CurveFrame): void {
    this.run?.log.extend(curve);
  }

  changed(edit: LiveEdit): void {
    if (this.run) this.run.edits = [...this.run.edits, edit];
  }

  kept(snapshot: Snapshot): void {
    const { run } = this;
    // What an earlier run still hands over after a reset is no part of this one.
    if (!run || snapshot.step > run.log.steps) return;
    run.snapshot = snapshot;
    run.ladder.add(snapshot);
    useRuns.setState({ rungs: run.ladder.rungs.map(({ step }) => step) });
    if (run.ended !== 'running' || this.cadence.isDue) this.write(run);
  }

  stands(how: RunEnding, problem?: string): void {
    const { run } = this;
    if (!run) return;
    run.stands(how, problem);
    if (how === 'stopped' || how === 'failed' || how === 'not finite') this.write(run);
    if (how === 'reset') {
      this.write(run);
      this.begin({ ...run.opened, step: 0, lineage: 'seed' });
    }
  }

  private begin(opened: OpenedRun, origin: RunOrigin = {}): void {
    const { text } = useDocument.getState();
    this.run = new KeptRun(opened, textOf.get(opened.module) ?? text, origin);
    this.sent.clear();
    this.cadence.restart();
    useRuns.setState({ current: this.run.id, rungs: this.run.ladder.rungs.map(({ step }) => step) });
  }

  /** The run ends where another takes its place. */
  private leave(how: RunEnding): void {
    const { run } = this;
    this.run = undefined;
    if (!run || (run.ended !== 'running' && run.ended !== 'paused')) return;
    run.stands(how, undefined);
    this.write(run);
  }

  private write(run: KeptRun): void {
    if (!run.snapshot || !run.log.steps) return;
    const asked = performance.now();
    this.cadence.take();
    // The digests of a record wait; what is written is how the run stood when it was asked for.
    const { snapshot } = run;
    const ladder = [...run.ladder.rungs];
    const measured = this.measured(run);
    const curve = run.log.text;
    this.cadence.spend(asked);
    this.writing = this.writing.then(async () => {
      const record = { ...measured, ...(await this.made(run)) };
      const began = performance.now();
      const parts = { graph: run.graph, module: run.module.source, curve, snapshot, ladder: [], record };
      const files: RunFile[] = [...this.unsent(ladder), ...runFiles(parts)];
      const gone = this.forget(ladder);
      post({ type: 'storeRun', id: run.id, files, gone });
      if (this.run === run) this.cadence.spend(began);
    });
  }

  private unsent(ladder: readonly Snapshot[]): RunFile[] {
    const fresh = ladder.filter((rung) => this.sent.get(snapshotFile(rung.step)) !== rung);
    for (const rung of fresh) this.sent.set(snapshotFile(rung.step), rung);
    return fresh.map(snapshotContent);
  }

  private forget(ladder: readonly Snapshot[]): string[] {
    const gone = [...this.sent.keys()].filter((name) => ladder.every(({ step }) => snapshotFile(step) !== name));
    for (const name of gone) this.sent.delete(name);
    return gone;
  }

  /** What a run was made from: the slow part of its record. */
  private async made({ graph, module }: KeptRun): Promise<Pick<RunRecord, 'graph' | 'code' | 'data'>> {
    const { resources } = useTraining.getState();
    return {
      graph: { file: useDocument.getState().fileName, sha256: await sha256(graph) },
      code: { sha256: await sha256(module.source) },
      data: resources ? await describeData(module.manifest, resources) : {},
    };
  }

  private measured(run: KeptRun): Omit<RunRecord, 'graph' | 'code' | 'data'> {
    const { id, began, parent, edits, resumedAt, log, opened, ended, problem, seconds } = run;
    const { name, terms, training } = opened.module.manifest;
    const { epoch, step, limit } = useTraining.getState();
    return {
      id,
      name,
      began,
      versions: { ...useView.getState().versions, tfjs: opened.tfjs },
      backend: opened.backend,
      precision: opened.precision,
      seed: run.snapshot?.seed ?? training.seed,
      batch: training.batch,
      optimizer: training.optimizer,
      learningRate: training.learningRate,
      parameters: opened.parameters,
      parent,
      edits,
      resumedAt,
      steps: log.steps,
      stepsAsked: limit ?? training.steps,
      epochs: step ? (epoch * log.steps) / step : 0,
      seconds,
      energy:
        latestEnergy(
          log,
          terms.map(({ counts }) => counts),
        ) ?? null,
      ended,
      problem,
    };
  }
}

export const recorder = new Recorder();

/** A ladder with the snapshots up to a step. */
export function ladderUpTo(rungs: readonly Snapshot[], step: number): SnapshotLadder {
  const ladder = new SnapshotLadder();
  for (const rung of rungs) if (rung.step <= step) ladder.add(rung);
  return ladder;
}
