import type { Category } from '../../core/blocks/block';
import type { Role } from '../../core/blocks/signal';

/** The codicon of each kind of block. */
export const icons: Record<Category, string> = {
  observation: 'table',
  encoder: 'triangle-right',
  code: 'target',
  noise: 'pulse',
  regularizer: 'magnet',
  decoder: 'triangle-left',
  combine: 'git-merge',
  distance: 'arrow-both',
  energy: 'flame',
  contrast: 'arrow-up',
};

export const categoryNames: Record<Category, string> = {
  observation: 'Observations',
  encoder: 'Encoders',
  code: 'Codes',
  noise: 'Noise',
  regularizer: 'Regularizers',
  decoder: 'Decoders',
  combine: 'Combine',
  distance: 'Distances',
  energy: 'Energy',
  contrast: 'Contrast',
};

/** The colour of a kind of block, from the editor's theme. */
export const categoryClass = (category: Category | undefined): string => `category-${category ?? 'unknown'}`;

/** The colour of what flows through a port or a wire. */
export const roleClass = (role: Role | 'energy' | undefined): string => `role-${role ?? 'unknown'}`;

/** The outline of a port, in a square of 16: each role has its own, so that a graph reads without colour. */
export const portOutlines: Record<Role | 'energy' | 'unknown', string> = {
  observation: 'M2.5 2.5H13.5V13.5H2.5Z',
  feature: 'M8 2A6 6 0 1 1 8 14A6 6 0 1 1 8 2Z',
  code: 'M5 2H11L14.5 8L11 14H5L1.5 8Z',
  distribution: 'M5.2 1.5H10.8L14.5 5.2V10.8L10.8 14.5H5.2L1.5 10.8V5.2Z',
  reconstruction: 'M2.5 2.5H9.5L14 7V13.5H2.5Z',
  mask: 'M2.5 2.5H13.5L2.5 13.5Z',
  network: 'M3 8H13M8 3V13M4 4L12 12M12 4L4 12',
  energy: 'M8 .8L15.2 8L8 15.2L.8 8Z',
  unknown: 'M8 2A6 6 0 1 1 8 14A6 6 0 1 1 8 2Z',
};
