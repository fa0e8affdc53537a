import type { Proof } from './proof';
import { proof as autoencoder } from './systems/autoencoder';
import { proof as completeTheRest } from './systems/complete-the-rest';
import { proof as contractiveAutoencoder } from './systems/contractive-autoencoder';
import { proof as contrastiveDivergence } from './systems/contrastive-divergence';
import { proof as convPsd } from './systems/conv-psd';
import { proof as convSparseCoding } from './systems/conv-sparse-coding';
import { proof as convVae } from './systems/conv-vae';
import { proof as denoisingAutoencoder } from './systems/denoising-autoencoder';
import { proof as gibbs2d } from './systems/gibbs-2d';
import { proof as glo } from './systems/glo';
import { proof as jepa } from './systems/jepa';
import { proof as kmeans } from './systems/kmeans';
import { proof as lista } from './systems/lista';
import { proof as maskedPrediction } from './systems/masked-prediction';
import { proof as pca } from './systems/pca';
import { proof as predictTheFuture } from './systems/predict-the-future';
import { proof as psd } from './systems/psd';
import { proof as softKmeans } from './systems/soft-kmeans';
import { proof as sparseCoding } from './systems/sparse-coding';
import { proof as unet2d } from './systems/unet-2d';
import { proof as unet3d } from './systems/unet-3d';
import { proof as vae } from './systems/vae';
import { proof as vicreg } from './systems/vicreg';
import { proof as vqVae } from './systems/vq-vae';

/** Every system that is proved; a new one is one file of `systems` and one word here. */
export const proofs: readonly Proof[] = [
  pca,
  autoencoder,
  contractiveAutoencoder,
  denoisingAutoencoder,
  maskedPrediction,
  kmeans,
  softKmeans,
  vqVae,
  sparseCoding,
  lista,
  psd,
  convSparseCoding,
  convPsd,
  glo,
  vae,
  convVae,
  gibbs2d,
  contrastiveDivergence,
  completeTheRest,
  predictTheFuture,
  vicreg,
  jepa,
  unet2d,
  unet3d,
];
