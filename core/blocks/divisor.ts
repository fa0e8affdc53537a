/** The largest divisor of n that is at most `limit`. */
export function largestDivisor(n: number, limit: number): number {
  for (let divisor = Math.min(n, limit); divisor > 1; divisor--) if (n % divisor === 0) return divisor;
  return 1;
}
