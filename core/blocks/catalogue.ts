import type { Block } from './block';
import { code } from './code';
import { decoder } from './decoder';
import { bernoulliDistance } from './distances/bernoulli';
import { squaredErrorDistance } from './distances/squared-error';
import { encoder } from './encoder';
import { energy } from './energy';
import { gaussianNoise } from './noise/gaussian-noise';
import { reparameterizedNoise } from './noise/reparameterized-noise';
import { observation } from './observation';
import { kl } from './regularizers/kl';
import { l1 } from './regularizers/l1';
import { l2 } from './regularizers/l2';

/** Every block, in the order that the palette shows them. A new block is one new file and one word here. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  [
    observation,
    encoder,
    code,
    gaussianNoise,
    reparameterizedNoise,
    decoder,
    squaredErrorDistance,
    bernoulliDistance,
    kl,
    l1,
    l2,
    energy,
  ].map((block) => [block.type, block]),
);
