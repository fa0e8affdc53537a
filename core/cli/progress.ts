const barWidth = 24;
const redrawMilliseconds = 100;
const lineMilliseconds = 5000;

export interface ProgressState {
  readonly step: number;
  readonly steps: number;
  readonly energy: number;
  /** Since the first step. */
  readonly seconds: number;
}

/** Tells on standard error how far a run is: a bar that redraws itself on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly quiet: boolean;
  private readonly terminal = Boolean(process.stderr.isTTY);
  private last = Number.NEGATIVE_INFINITY;

  /** Quiet is quiet only off a terminal, where somebody reads along. */
  constructor(quiet: boolean) {
    this.quiet = quiet;
  }

  show(state: ProgressState): void {
    const now = performance.now();
    if (now - this.last < (this.terminal ? redrawMilliseconds : lineMilliseconds)) return;
    this.last = now;
    if (this.terminal) process.stderr.write(`\r${bar(state)} ${words(state)}\x1b[K`);
    else if (!this.quiet) process.stderr.write(`${words(state)}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.terminal) process.stderr.write('\r\x1b[K');
  }
}

function bar({ step, steps }: ProgressState): string {
  const filled = Math.round((barWidth * step) / steps);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}

function words({ step, steps, energy, seconds }: ProgressState): string {
  const speed = step / Math.max(seconds, 1e-3);
  const left = duration((steps - step) / speed);
  return `step ${step} of ${steps}  energy ${Number(energy.toPrecision(5))}  ${Number(speed.toPrecision(3))} steps/s  ${left} left`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
