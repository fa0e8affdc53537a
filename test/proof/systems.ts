import type { Proof } from './proof';
import { proof as completeTheRest } from './systems/complete-the-rest';
import { proof as jepa } from './systems/jepa';
import { proof as pca } from './systems/pca';
import { proof as predictTheFuture } from './systems/predict-the-future';
import { proof as vicreg } from './systems/vicreg';

/** Every system that is proved; a new one is one file of `systems` and one word here. */
export const proofs: readonly Proof[] = [pca, completeTheRest, predictTheFuture, vicreg, jepa];
