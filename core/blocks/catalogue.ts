import type { Block } from './block';
import { code } from './codes/code';
import { oneHotCode } from './codes/one-hot-code';
import { vectorQuantizedCode } from './codes/vector-quantized-code';
import { addition } from './combine/add';
import { concat } from './combine/concat';
import { product } from './combine/product';
import { stopGradient } from './combine/stop-gradient';
import { weightedSum } from './combine/weighted-sum';
import { contrastive } from './contrast/contrastive';
import { denoisingScore } from './contrast/denoising-score';
import { likelihood } from './contrast/likelihood';
import { decoder } from './decoder';
import { absoluteErrorDistance } from './distances/absolute-error';
import { bernoulliDistance } from './distances/bernoulli';
import { categoricalDistance } from './distances/categorical';
import { cosine } from './distances/cosine';
import { huberDistance } from './distances/huber';
import { laplacianPyramidDistance } from './distances/laplacian-pyramid';
import { potential } from './distances/potential';
import { squaredErrorDistance } from './distances/squared-error';
import { encoder } from './encoder';
import { energy } from './energy';
import { copy } from './networks/copy';
import { transpose } from './networks/transpose';
import { gaussianNoise } from './noise/gaussian-noise';
import { mask } from './noise/mask';
import { maskingNoise } from './noise/masking-noise';
import { patchMaskingNoise } from './noise/patch-masking-noise';
import { reparameterizedNoise } from './noise/reparameterized-noise';
import { saltAndPepperNoise } from './noise/salt-and-pepper-noise';
import { shiftNoise } from './noise/shift-noise';
import { tokenMaskingNoise } from './noise/token-masking-noise';
import { uniformNoise } from './noise/uniform-noise';
import { observation } from './observation';
import { part } from './part';
import { predictor } from './predictor';
import { codePrediction } from './regularizers/code-prediction';
import { contractive } from './regularizers/contractive';
import { covariance } from './regularizers/covariance';
import { decorrelation } from './regularizers/decorrelation';
import { entropy } from './regularizers/entropy';
import { group } from './regularizers/group';
import { infoNce } from './regularizers/info-nce';
import { isotropicGaussian } from './regularizers/isotropic-gaussian';
import { kl } from './regularizers/kl';
import { l1 } from './regularizers/l1';
import { l2 } from './regularizers/l2';
import { variance } from './regularizers/variance';
import { weightDecay } from './regularizers/weight-decay';

/** Every block, in the order that the palette shows them. A new block is one new file and one word here. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  [
    observation,
    part,
    encoder,
    copy,
    predictor,
    code,
    oneHotCode,
    vectorQuantizedCode,
    gaussianNoise,
    uniformNoise,
    maskingNoise,
    patchMaskingNoise,
    tokenMaskingNoise,
    saltAndPepperNoise,
    shiftNoise,
    reparameterizedNoise,
    mask,
    decoder,
    transpose,
    concat,
    addition,
    product,
    weightedSum,
    stopGradient,
    squaredErrorDistance,
    bernoulliDistance,
    categoricalDistance,
    absoluteErrorDistance,
    huberDistance,
    cosine,
    laplacianPyramidDistance,
    potential,
    kl,
    l1,
    group,
    l2,
    variance,
    contractive,
    weightDecay,
    covariance,
    decorrelation,
    infoNce,
    isotropicGaussian,
    entropy,
    codePrediction,
    energy,
    contrastive,
    likelihood,
    denoisingScore,
  ].map((block) => [block.type, block]),
);
