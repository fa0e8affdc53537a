import { contrastiveDivergence } from './contrastive-divergence';
import { convAutoencoder } from './conv-autoencoder';
import type { CreatePeer } from './peer';
import { sparseCoding } from './sparse-coding';
import { vae2d } from './vae-2d';
import { vae784 } from './vae-784';

/** By the name of the model that each repeats. */
export const peers = {
  'vae-2d': vae2d,
  'vae-784': vae784,
  'conv-autoencoder': convAutoencoder,
  'sparse-coding': sparseCoding,
  'contrastive-divergence': contrastiveDivergence,
} satisfies { readonly [model: string]: CreatePeer };

export type PeerName = keyof typeof peers;
