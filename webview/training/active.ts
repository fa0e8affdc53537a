import type { PhaseName } from '../../core/program/phase';
import type { TrainingState } from './state';

type Standing = Pick<TrainingState, 'phase' | 'manifest'>;

/** The phase that comes next in a step, where it has several. */
export function nextPhase({ phase, manifest }: Standing): PhaseName | undefined {
  const phases = manifest?.phases ?? [];
  if (phases.length < 2) return undefined;
  return phases[(phases.findIndex(({ name }) => name === phase) + 1) % phases.length]?.name;
}

/** Whether a block takes part in the phase that has just been taken by itself; `sums`: it is the energy, which no phase names. */
export function isActive({ phase, manifest }: Standing, node: string, sums: boolean): boolean {
  if (phase === undefined) return false;
  if (sums) return phase !== 'project';
  return manifest?.phases.find(({ name }) => name === phase)?.nodes.includes(node) ?? false;
}
