import type { Manifest } from '../../core/program/manifest';
import type { FailureCause } from '../../core/training/failure';
import type { BackendName } from '../../core/training/protocol';

/** What a person may do about a failure with one click. */
export type WayOn =
  | { readonly kind: 'learningRate'; readonly value: number }
  | { readonly kind: 'batch'; readonly value: number }
  | { readonly kind: 'backend'; readonly backend: BackendName };

const slower: Record<BackendName, BackendName | undefined> = { webgl: 'wasm', wasm: 'cpu', cpu: undefined };

export function waysOn(
  cause: FailureCause,
  backend: BackendName | undefined,
  { batch }: Manifest['training'],
  learningRate: number,
): WayOn[] {
  if (cause === 'not finite') return [{ kind: 'learningRate', value: Number((learningRate / 10).toPrecision(3)) }];
  const next = backend && slower[backend];
  return [
    ...(cause === 'memory' && batch > 1 ? [{ kind: 'batch' as const, value: Math.floor(batch / 2) }] : []),
    ...(next ? [{ kind: 'backend' as const, backend: next }] : []),
  ];
}
