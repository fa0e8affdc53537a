import type { EmittedModule, Manifest } from '../../core/program/manifest';
import type { FailureCause } from '../../core/training/failure';
import type { BackendName, NamedWeights, Snapshot } from '../../core/training/protocol';
import { changeBetween } from './change';

/** What a person may do about a failure with one click. */
export type WayOn =
  | { readonly kind: 'learningRate'; readonly value: number }
  | { readonly kind: 'batch'; readonly value: number }
  | { readonly kind: 'backend'; readonly backend: BackendName };

/** A snapshot, and the program that it is of. */
export interface Kept {
  readonly module: EmittedModule;
  readonly snapshot: Snapshot;
  /** Whether a person chose to begin from it. */
  readonly chosen?: boolean;
}

/** What a worker may be opened with. */
export interface Beginning {
  readonly snapshot?: Snapshot;
  readonly weights?: readonly NamedWeights[];
}

/**
 * The same program goes on, another takes the weights that fit. Another experiment begins from its seed, but for a run that a
 * person has chosen.
 */
export function beginningFrom({ module, snapshot, chosen }: Kept, opening: EmittedModule): Beginning | undefined {
  switch (changeBetween(module, opening)) {
    case 'none':
      return { snapshot };
    case 'learning':
      return { snapshot: { ...snapshot, optimizer: [] } };
    case 'rebuild':
      return { weights: snapshot.weights };
    case 'reset':
      return chosen ? { weights: snapshot.weights } : undefined;
  }
}

/** Where a model may train that its backend has failed: on what is slower, and more often there. */
const slower: Record<BackendName, BackendName | undefined> = {
  webgpu: 'webgl',
  webgl: 'wasm',
  wasm: 'cpu',
  cpu: undefined,
};

export function waysOn(
  cause: FailureCause,
  backend: BackendName | undefined,
  { batch }: Manifest['training'],
  learningRate: number,
): WayOn[] {
  if (cause === 'not finite') return [{ kind: 'learningRate', value: Number((learningRate / 10).toPrecision(3)) }];
  const next = backend && slower[backend];
  const isOfMemory = cause === 'memory' || cause === 'ended';
  return [
    ...(isOfMemory && batch > 1 ? [{ kind: 'batch' as const, value: Math.floor(batch / 2) }] : []),
    ...(next ? [{ kind: 'backend' as const, backend: next }] : []),
  ];
}
