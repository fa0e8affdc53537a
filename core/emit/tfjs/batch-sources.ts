/* The source of what is said of a whole batch. Types stand between ‹ and ›. */

export const infoNce = (
  logSumExp: string,
): string => `/** How surprising it is that a_i goes with b_i among all b_j, at e^{cos / τ}: the mean over the batch (van den Oord et al. 2018, eq. 4). */
function infoNce(a‹: tf.Tensor›, b‹: tf.Tensor›, temperature‹: number›) {
  const unit = (z‹: tf.Tensor›) => tf.div(z, tf.sqrt(tf.add(tf.sum(tf.square(z), 1, true), 1e-12)));
  const own = tf.div(tf.sum(tf.mul(unit(a), unit(b)), 1, true), temperature);
  const all = tf.div(tf.matMul(unit(a), unit(b), false, true), temperature);
  return tf.mean(tf.sub(${logSumExp}, own));
}`;

/** Points −5, …, 5 hold all of the integral: e^{−25/2} is less than 4 millionths. */
export const gaussianGap = `/**
 * n ∫ |φ(t) − e^{−t²/2}|² e^{−t²/2} dt for the characteristic function φ of a batch along a direction, the mean over random
 * directions: 0 for N(0, I) in the limit (Epps & Pulley 1983; Balestriero & LeCun 2025).
 */
function gaussianGap(z‹: tf.Tensor›, count‹: number›, draw‹: (shape: number[]) => tf.Tensor›) {
  const [batch‹ = 0›, units‹ = 0›] = z.shape;
  const drawn = draw([units, count]);
  const directions = tf.div(drawn, tf.sqrt(tf.sum(tf.square(drawn), 0, true)));
  const cell = 0.625;
  const t = tf.mul(cell, tf.range(-8, 9));
  const angles = tf.mul(tf.expandDims(tf.matMul(z, directions), 2), t);
  const normal = tf.exp(tf.div(tf.square(t), -2));
  const real = tf.sub(tf.mean(tf.cos(angles), 0), normal);
  const gap = tf.add(tf.square(real), tf.square(tf.mean(tf.sin(angles), 0)));
  return tf.mul(batch * cell, tf.mean(tf.sum(tf.mul(gap, normal), 1)));
}`;
