import type { Snapshot } from './protocol';

/** All snapshots together may take this much memory, and there are this many at least and at most. */
const most = { bytes: 48e6, least: 3, rungs: 12 };

/**
 * Snapshots of a run from its first to its newest, for going back: a bounded number, spread over the steps. Where there are too
 * many, the one goes whose neighbours are nearest to each other, so that the distances grow with the run.
 */
export class SnapshotLadder {
  private readonly known: Snapshot[] = [];

  get rungs(): readonly Snapshot[] {
    return this.known;
  }

  /** Takes in the newest; of a run that was taken back, those that came after it go. */
  add(snapshot: Snapshot): void {
    const { known } = this;
    while ((known.at(-1)?.step ?? -1) >= snapshot.step) known.pop();
    known.push(snapshot);
    const capacity = Math.min(most.rungs, Math.max(most.least, Math.floor(most.bytes / bytesOf(snapshot))));
    while (known.length > capacity) known.splice(this.nearestBetween(), 1);
  }

  /** The rung, neither the first nor the last, whose neighbours are nearest to each other. */
  private nearestBetween(): number {
    const gap = (rung: number): number => (this.known[rung + 1]?.step ?? 0) - (this.known[rung - 1]?.step ?? 0);
    let nearest = 1;
    for (let rung = 2; rung < this.known.length - 1; rung++) if (gap(rung) < gap(nearest)) nearest = rung;
    return nearest;
  }
}

const bytesOf = ({ weights, optimizer }: Snapshot): number =>
  [...weights, ...optimizer].reduce((sum, { values }) => sum + values.byteLength, 0);
