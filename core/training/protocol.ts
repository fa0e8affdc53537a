import type { Manifest } from '../program/manifest';
import type { PhaseName } from '../program/phase';
import type { Without } from './acceleration/acceleration';
import type { FailureCause } from './failure';
import type { LiveEdit } from './record';

/*
 * Between whoever shows a training run and the worker that carries it out. Both sides are built from one source, so the
 * version guards only against a worker kept from an older page.
 */

export const trainingProtocol = 3;

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

export const backendWords: Record<BackendName, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

/** Why a step takes longer on its backend than it might, from the trainer's obstacle; undefined where there is none. */
export const unrecordedWords = (obstacle: string | undefined): string | undefined =>
  obstacle === undefined ? undefined : `The steps of this model are not recorded and replayed, because ${obstacle}.`;

/** How long a step of a model takes on a backend. */
export interface BackendTime {
  readonly backend: BackendName;
  readonly milliseconds: number;
}

/** Which backend was found fastest for a model, and where: on another machine it means nothing. */
export interface FoundFastest {
  readonly backend: BackendName;
  readonly times: readonly BackendTime[];
  /** The graphics processor and the number of cores. */
  readonly machine: string;
}

/** Samples as they cross to the worker: values `[samples, ...shape]`, row-major; a label a sample where there are any. */
export interface SampleSet {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly labels: Int32Array | undefined;
}

export type ToTrainer =
  | {
      readonly type: 'open';
      readonly protocol: number;
      readonly manifest: Manifest;
      /** One a observation, by node id. */
      readonly train: { readonly [node: string]: SampleSet };
      readonly test: { readonly [node: string]: SampleSet };
      readonly backend: BackendName | 'auto';
      /** What “auto” found for this model before; without it the backends are measured. */
      readonly fastest?: FoundFastest;
      /** Accelerations that stay off; without it all are on. */
      readonly without?: Without;
      /** Where the binary of wasm is; without it that backend is passed over. */
      readonly wasmBinary: string | undefined;
      /** Weights of an earlier model: those whose name and shape still fit are kept. */
      readonly weights?: readonly NamedWeights[];
      /** Where an earlier run of the same program is to be taken up. */
      readonly snapshot?: Snapshot;
    }
  | { readonly type: 'run' }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }
  /** One phase of a step. */
  | { readonly type: 'phase' }
  /** Back to the weights of the seed. */
  | { readonly type: 'reset'; readonly seed: number }
  | { readonly type: 'set'; readonly node: string; readonly name: string; readonly value: number }
  | { readonly type: 'limit'; readonly steps: number }
  /** Where a run rests before its limit, from the next `run` on. */
  | { readonly type: 'stop'; readonly rule: StopRule }
  /** In slow motion a phase is taken every half second, with a picture after each. */
  | { readonly type: 'pace'; readonly slow: boolean }
  | { readonly type: 'snapshot' }
  /** Answered at once, whatever waits. */
  | { readonly type: 'ping' };

/** At the limit alone, or also at the end of the epoch, after a minute, or where the energy stops falling. */
export type StopRule = 'limit' | 'epoch' | 'minute' | 'plateau';

export interface NamedWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** All that a run needs to go on as if it had never stopped. */
export interface Snapshot {
  /** Steps taken. */
  readonly step: number;
  /** Of weights and noise. */
  readonly seed: number;
  readonly weights: readonly NamedWeights[];
  /** What the optimizer remembers: its count of steps, and its averages of gradients. */
  readonly optimizer: readonly NamedWeights[];
}

export type RunState = 'opening' | 'paused' | 'running' | 'finished' | 'failed';

/** The terms of the energy over some steps, in the order of the manifest's terms: mean a sample, weighted. */
export interface CurveFrame {
  readonly firstStep: number;
  /** `[steps, terms]`. */
  readonly terms: Float32Array;
}

/** Pictures of the model on held-out samples. Every array belongs to the receiver. */
export interface ProbeFrame {
  readonly step: number;
  /** `[samples, ...shape]`. */
  readonly inputs: Float32Array;
  /** What was to be predicted, where that is another observation than the one it is predicted from. */
  readonly targets: Float32Array | undefined;
  readonly reconstructions: Float32Array | undefined;
  /** What a corruption makes of the inputs. */
  readonly corrupted: Float32Array | undefined;
  /** Codes of more samples: points `[samples, dimensions]`, standard deviations alike for a Gaussian, a label each. */
  readonly codes:
    | {
        readonly dimensions: number;
        readonly mean: Float32Array;
        readonly deviation: Float32Array | undefined;
        readonly labels: Int32Array | undefined;
      }
    | undefined;
  /** Decoded draws from the prior, `[samples, ...shape]`. */
  readonly samples: Float32Array | undefined;
  /** The energy over a square of the plane, for data that are points of it. */
  readonly landscape: Landscape | undefined;
}

/** F on a grid: `[side, side]`, rows from the lowest second coordinate up, over a square that stays for a run. */
export interface Landscape {
  readonly centre: readonly [number, number];
  /** Half the side of the square, in data units. */
  readonly half: number;
  readonly side: number;
  readonly energies: Float32Array;
}

export type FromTrainer =
  | {
      readonly type: 'opened';
      /** Where the run goes on: 0, or the step of the snapshot. */
      readonly step: number;
      readonly protocol: number;
      readonly backend: BackendName;
      /** A sentence about the backend: why it is not the one hoped for, or how it was chosen. */
      readonly note: string | undefined;
      /** What “auto” has measured, to be given to the next opening of this model. */
      readonly fastest: FoundFastest | undefined;
      /** Of the numbers on the device. */
      readonly precision: 'float32' | 'float16';
      /** The version of TensorFlow.js. */
      readonly tfjs: string;
      readonly parameters: number;
      /** Names of weights that could not be kept. */
      readonly dropped: readonly string[];
    }
  | { readonly type: 'state'; readonly state: RunState; readonly step: number; readonly reason: string | undefined }
  | {
      readonly type: 'frame';
      readonly step: number;
      readonly epoch: number;
      readonly stepsPerSecond: number;
      /** The phase that has just ended, where it was taken by itself. */
      readonly phase: PhaseName | undefined;
      /** Why steps are not replayed from a recording, as words behind “because”. */
      readonly obstacle: string | undefined;
      readonly curve: CurveFrame;
      readonly probe: ProbeFrame | undefined;
    }
  /** A number has been set: the next step is the first to feel it. */
  | { readonly type: 'changed'; readonly edit: LiveEdit }
  | { readonly type: 'pong' }
  /** The worker holds the lock of its name, for as long as it lives. */
  | { readonly type: 'locked' }
  /** The answer to `snapshot`: how the run stands. */
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  /** The newest weights that are known to be good, every few seconds, and those with which a run comes to rest. */
  | { readonly type: 'kept'; readonly snapshot: Snapshot }
  /**
   * The run has ended by itself; the message is a sentence for a person. With a step, the worker stands there again, with
   * the weights of then, and obeys; without one it is of no more use.
   */
  | {
      readonly type: 'failed';
      readonly cause: FailureCause;
      readonly message: string;
      readonly step: number | undefined;
    };
