/**
 * P(E(negative) > E(data)), where equal energies count half: 1 where every negative is higher, ½ where the two are not told
 * apart. The Mann–Whitney statistic: J. A. Hanley, B. J. McNeil, “The meaning and use of the area under a ROC curve” (1982).
 */
export function auroc(data: ArrayLike<number>, negatives: ArrayLike<number>): number {
  const all = [
    ...Array.from(data, (energy) => ({ energy, negative: false })),
    ...Array.from(negatives, (energy) => ({ energy, negative: true })),
  ].sort((a, b) => a.energy - b.energy);
  let [wins, below] = [0, 0];
  for (let start = 0; start < all.length; ) {
    let end = start;
    let tied = { data: 0, negatives: 0 };
    for (; end < all.length && all[end]?.energy === all[start]?.energy; end++)
      tied = all[end]?.negative ? { ...tied, negatives: tied.negatives + 1 } : { ...tied, data: tied.data + 1 };
    wins += tied.negatives * (below + tied.data / 2);
    below += tied.data;
    start = end;
  }
  return wins / (data.length * negatives.length);
}
