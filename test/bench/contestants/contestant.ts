import type { EmittedModule } from '../../../core/program/manifest';
import type { Without } from '../../../core/training/acceleration/acceleration';
import type { BackendName, SampleSet } from '../../../core/training/protocol';
import type { PeerName } from '../peers/catalogue';

/** Whoever trains a model in blocks of steps while the others rest. */
export interface Contestant {
  /** Takes steps and waits for all their results; answers how many milliseconds that took. */
  take(steps: number): Promise<number>;
  close(): Promise<void>;
}

/** A contestant that computes with TensorFlow.js, in a worker of its own with an instance of its own. */
export interface Trainee extends Contestant {
  /** What one step moves, launches and leaves behind; only of one that was opened to count. */
  count(): Promise<StepCounts>;
  /** What the backend does at best. */
  limits(): Promise<Limits>;
}

export interface StepCounts {
  /** Kernels that the backend runs, without those that only rename numbers: on WebGL each is one program or several. */
  readonly kernels: number;
  /** WebGL programs run, each a draw call; null elsewhere. */
  readonly programs: number | null;
  /** Bytes that go to the device and come back. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Reads that wait for the graphics card; 0 where there is none. */
  readonly blockingReads: number;
  /** How many more tensors there are after a step. */
  readonly tensors: number;
  /** Why steps are not replayed from a recording, as words behind “because”; undefined where they are, and by hand. */
  readonly obstacle: string | undefined;
}

/** Measured on large and on small work of one kind. */
export interface Limits {
  /** Multiply-adds a millisecond of a product of large square matrices. */
  readonly multiplyAddsPerMs: number;
  /** Milliseconds of a kernel with hardly any work. */
  readonly launchMs: number;
}

export interface Opening {
  readonly backend: BackendName;
  /** One set an observation, by node id. */
  readonly samples: { readonly [node: string]: SampleSet };
  readonly batch: number;
  readonly counting: boolean;
  /** Where the wasm binaries are, in a browser. */
  readonly wasm: { readonly [name: string]: string } | undefined;
  readonly task:
    | {
        readonly kind: 'emitted';
        readonly module: Pick<EmittedModule, 'source' | 'manifest'>;
        readonly without: Without;
        readonly plain: boolean;
      }
    | { readonly kind: 'peer'; readonly name: PeerName };
}

/** To the worker of a trainee, which answers each in turn with a `Reply`. */
export type Request =
  | { readonly type: 'open'; readonly opening: Opening }
  | { readonly type: 'take'; readonly steps: number }
  | { readonly type: 'count' }
  | { readonly type: 'limits' };

export type Reply =
  | { readonly ok: true; readonly value: number | StepCounts | Limits | undefined }
  | { readonly ok: false; readonly error: string };

/** Starts a trainee somewhere: in Node or in Chromium. */
export interface Arena {
  readonly name: string;
  readonly backends: readonly BackendName[];
  open(opening: Omit<Opening, 'wasm'>): Promise<Trainee>;
  close(): Promise<void>;
}
