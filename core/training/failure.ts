import { type BackendName, backendWords } from './protocol';

/** What ended a run by itself, and so what may mend it: other numbers, another backend, a smaller batch. */
export type FailureCause = 'not finite' | 'device' | 'memory' | 'kernel' | 'ended' | 'other';

export interface Failure {
  readonly cause: FailureCause;
  /** A sentence for a person. */
  readonly message: string;
}

/** The graphics processor gave its context up: everything on it is gone. */
export class DeviceLostError extends Error {
  constructor() {
    super('The graphics processor was lost: its driver was reset, or the machine slept.');
  }
}

/** The device took work and gave nothing back. */
export class SilentDeviceError extends Error {
  constructor(minutes: number) {
    super(`The device that computes has not answered for ${minutes} minutes.`);
  }
}

/** The browser ended the worker of a run: it says neither that nor why, and does it where memory runs out. */
export const endedByBrowser = 'The browser has ended the trainer, as it does where memory runs out.';

const tooLarge =
  /out of memory|allocation failed|invalid typed array length|array length|memory access out of bounds|\bOOM\b|^Aborted\(|unable to create webgl|requested texture size|maximum size|\bmax(imum)? (storage )?(buffer|binding) |too large for the implementation/i;

/** A sentence about what TensorFlow.js, a driver or the browser threw. */
export function explainFailure(error: unknown, backend: BackendName | undefined): Failure {
  const said = error instanceof Error ? error.message : String(error);
  const place = backend ? ` on ${backendWords[backend]}` : '';
  if (error instanceof DeviceLostError || error instanceof SilentDeviceError) return { cause: 'device', message: said };
  if (said === endedByBrowser) return { cause: 'ended', message: said };
  if (tooLarge.test(said))
    return { cause: 'memory', message: `The memory${place} is not enough for this model and batch.` };
  const kernel = /kernel '(\w+)' not registered/i.exec(said)?.[1];
  if (kernel) return { cause: 'kernel', message: `This model needs “${kernel}”, which is missing${place}.` };
  if (/failed to (compile|link)|shader|compute ?pipeline|wgsl/i.test(said))
    return { cause: 'kernel', message: `The graphics driver refuses a program that this model needs${place}.` };
  const [line = ''] = said.split('\n');
  return { cause: 'other', message: line.endsWith('.') ? line : `${line}.` };
}
