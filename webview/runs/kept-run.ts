import type { EmittedModule } from '../../core/program/manifest';
import type { Snapshot } from '../../core/training/protocol';
import { type LiveEdit, type RunEnding, type RunRecord, runId } from '../../core/training/record';
import { SnapshotLadder } from '../../core/training/snapshot-ladder';
import { StepLog } from '../../core/training/step-log';
import type { OpenedRun } from '../training/keeper';

/** What is known of a run before it is opened: nothing, or what an earlier one leaves to it. */
export interface RunOrigin {
  readonly id?: string;
  /** What it was made from, where only numbers have changed since, which stand among the edits. */
  readonly source?: { readonly graph: string; readonly module: EmittedModule };
  readonly began?: string;
  readonly parent?: RunRecord['parent'];
  readonly log?: StepLog;
  readonly ladder?: SnapshotLadder;
  readonly edits?: readonly LiveEdit[];
  readonly resumedAt?: readonly number[];
  readonly seconds?: number;
  /** Under which it stood. */
  readonly backend?: string | undefined;
  readonly optimizer?: string | undefined;
}

const given = new Set<string>();

/** A name that no run of this page has. */
function freshId(began: Date, name: string, seed: number): string {
  const wanted = runId(began, name, seed);
  let id = wanted;
  for (let count = 2; given.has(id); count++) id = `${wanted}-${count}`;
  given.add(id);
  return id;
}

/** A run as it is kept while it goes on. */
export class KeptRun {
  readonly id: string;
  readonly began: string;
  readonly parent: RunRecord['parent'];
  readonly log: StepLog;
  readonly ladder: SnapshotLadder;
  readonly resumedAt: readonly number[];
  readonly graph: string;
  opened: OpenedRun;
  edits: readonly LiveEdit[];
  snapshot: Snapshot | undefined;
  ended: RunEnding = 'paused';
  problem: string | null = null;
  private spent: number;
  private since: number | undefined;

  constructor(opened: OpenedRun, graph: string, origin: RunOrigin = {}) {
    const { name, terms, training } = opened.module.manifest;
    const now = new Date();
    this.opened = { ...opened, module: origin.source?.module ?? opened.module };
    this.graph = origin.source?.graph ?? graph;
    this.id = origin.id ?? freshId(now, name, training.seed);
    this.began = origin.began ?? now.toISOString();
    this.parent = origin.parent ?? null;
    this.log = origin.log ?? new StepLog(terms.map(({ node }) => node));
    this.ladder = origin.ladder ?? new SnapshotLadder();
    this.edits = origin.edits ?? [];
    this.resumedAt = origin.resumedAt ?? [];
    this.spent = origin.seconds ?? 0;
    this.snapshot = this.ladder.rungs.at(-1);
    const { backend, optimizer } = origin;
    this.noteChange('backend', backend, opened.backend);
    this.noteChange('optimizer', optimizer, training.optimizer);
  }

  get module(): EmittedModule {
    return this.opened.module;
  }

  /** It goes on in another worker, perhaps under another optimizer. */
  reopen(opened: OpenedRun): void {
    const before = this.opened;
    this.opened = opened;
    this.log.cut(opened.step);
    this.noteChange('backend', before.backend, opened.backend);
    this.noteChange('optimizer', before.module.manifest.training.optimizer, opened.module.manifest.training.optimizer);
  }

  stands(how: RunEnding, problem: string | undefined): void {
    this.spent = this.seconds;
    this.since = how === 'running' ? performance.now() : undefined;
    this.ended = how;
    this.problem = problem ?? null;
  }

  /** Of training, in seconds. */
  get seconds(): number {
    return this.spent + (this.since === undefined ? 0 : (performance.now() - this.since) / 1000);
  }

  private noteChange(name: string, before: string | undefined, value: string): void {
    if (before === undefined || before === value) return;
    this.edits = [...this.edits, { step: this.opened.step, node: 'training', name, value }];
  }
}
