/** exp(−Σ p ln p) of how often each of `size` code words is used: `size` where all are used alike, 1 where only one is. */
export function perplexity(codes: ArrayLike<number>, size: number): number {
  const counts = new Float64Array(size);
  for (let n = 0; n < codes.length; n++) {
    const code = codes[n] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  return Math.exp(entropy(counts.map((count) => count / codes.length)));
}

/** −Σ p ln p in nats, with 0 ln 0 = 0. */
export const entropy = (probabilities: Float64Array): number =>
  probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
