import type { Proof } from './proof';
import { proof as pca } from './systems/pca';

/** Every system that is proved; a new one is one file of `systems` and one word here. */
export const proofs: readonly Proof[] = [pca];
