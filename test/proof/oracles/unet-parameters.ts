/** A 3-D U-Net: at each level two convolutions of kernel³, the second twice as wide, then one of 1³ to the answer. */
export interface UNet {
  /** Channels of the first convolution: 32 in the paper. */
  readonly base: number;
  readonly levels: number;
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  /** On a side of the up-convolution. */
  readonly scale: number;
}

/** Ö. Çiçek et al., “3D U-Net: learning dense volumetric segmentation from sparse annotation” (2016), §2. */
export const paperUNet: UNet = { base: 32, levels: 4, input: 3, output: 3, kernel: 3, scale: 2 };

/**
 * Weights and biases of the convolutions and weights of the up-convolutions, which have no bias. Down: base·2ˡ, then twice that.
 * Up: an up-convolution that keeps the channels, its skip beside it, then two convolutions to the width of the skip.
 */
export function unetParameters({ base, levels, input, output, kernel, scale }: UNet): number {
  const convolution = (from: number, to: number, size = kernel): number => size ** 3 * from * to + to;
  const wide = (level: number): number => 2 * base * 2 ** level;
  let count = 0;
  for (let level = 0; level < levels; level++) {
    const from = level === 0 ? input : wide(level - 1);
    count += convolution(from, wide(level) / 2) + convolution(wide(level) / 2, wide(level));
  }
  for (let level = levels - 2; level >= 0; level--) {
    const below = wide(level + 1);
    count += scale ** 3 * below * below;
    count += convolution(below + wide(level), wide(level)) + convolution(wide(level), wide(level));
  }
  return count + convolution(wide(0), output, 1);
}
