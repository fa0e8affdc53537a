/** 2 |A ∩ B| / (|A| + |B|) of two masks of 0 and 1; 1 where both are empty. L. R. Dice (1945). */
export function diceCoefficient(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, sum] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (a[i] as number) * (b[i] as number);
    sum += (a[i] as number) + (b[i] as number);
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}
