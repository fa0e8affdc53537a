/** log Σᵢ exp(vᵢ), with the largest taken out first so that nothing overflows. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i] as number);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp((values[i] as number) - largest);
  return largest + Math.log(sum);
}

export function softmax(values: Float64Array): Float64Array {
  const total = logSumExp(values);
  return values.map((value) => Math.exp(value - total));
}
