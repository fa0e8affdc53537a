/* What moves parameters without a gradient. Types stand between ‹ and ›. */

export const state = `/** A variable that no gradient moves. */
function state(shape‹: number[]›) {
  return tf.variable(tf.zeros(shape), false);
}`;

export const clusterMeans = `/**
 * Each centre moves to the mean of the points that chose it, [points, centres], over the steps with a decay γ:
 * N ← γ N + (1 − γ) n and e ← the mean so weighted (van den Oord et al. 2017, appendix A.1); γ = 0 is a step of Lloyd.
 */
function moveToMeans(centres‹: tf.Variable›, counts‹: tf.Variable›, chosen‹: tf.Tensor›, points‹: tf.Tensor›, decay‹: number›) {
  const flat = tf.reshape(points, [-1, centres.shape[1]‹ ?? 1›]);
  const kept = tf.mul(decay, counts);
  const now = tf.add(kept, tf.mul(1 - decay, tf.sum(chosen, 0)));
  const sums = tf.add(tf.mul(tf.expandDims(kept, 1), centres), tf.mul(1 - decay, tf.matMul(chosen, flat, true)));
  const used = tf.expandDims(tf.greater(now, 0), 1);
  centres.assign(tf.where(used, tf.div(sums, tf.expandDims(tf.maximum(now, 1e-12), 1)), centres));
  counts.assign(now);
}`;

export const startAtPoints = `/** k-means++: each centre is drawn from the points, as likely as it is far from those before (Arthur & Vassilvitskii 2007). */
function startAtPoints(centres‹: tf.Variable›, counts‹: tf.Variable›, points‹: tf.Tensor›) {
  tf.tidy(() => {
    const flat = tf.reshape(points, [-1, centres.shape[1]‹ ?? 1›]);
    let squared‹: tf.Tensor› = tf.fill([flat.shape[0]‹ ?? 0›], 1e30);
    const rows = Array.from({ length: centres.shape[0] }, () => {
      const gumbel = tf.neg(tf.log(tf.neg(tf.log(random.initialization.uniform(squared.shape, 1e-7, 1)))));
      const row = tf.gather(flat, tf.argMax(tf.add(tf.log(tf.add(squared, 1e-12)), gumbel)));
      squared = tf.minimum(squared, tf.sum(tf.square(tf.sub(flat, row)), 1));
      return row;
    });
    const learned = tf.any(tf.greater(counts, 0)); // it goes on from weights that were learned before
    centres.assign(tf.where(learned, centres, tf.stack(rows)));
  });
}`;

export const nearest = `/** Which entry of a codebook is nearest to each slot, one-hot: [slots, entries]. */
function nearest(x‹: tf.Tensor›, entries‹: tf.Tensor›) {
  const slots = tf.reshape(x, [-1, entries.shape[1]‹ ?? 1›]);
  const dots = tf.matMul(slots, entries, false, true);
  const distances = tf.sub(tf.sum(tf.square(entries), 1), tf.mul(2, dots)); // up to ‖slot‖², which all entries share
  return tf.cast(tf.oneHot(tf.argMin(distances, 1), entries.shape[0]), 'float32');
}`;

export const quantize = `/** The nearest entries, with the gradient of x: straight through (Bengio et al. 2013). */
function quantize(x‹: tf.Tensor›, entries‹: tf.Tensor›) {
  const chosen = tf.reshape(tf.matMul(nearest(x, entries), entries), x.shape‹ as number[]›);
  return tf.add(x, stopGradient(tf.sub(chosen, x)));
}`;

export const clipped = `/** Gradients made shorter together, where their joint norm is more than a limit (Pascanu et al. 2013, algorithm 1). */
function clipped(gradients‹: tf.NamedTensorMap›, limit‹: number›) {
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.div(limit, tf.maximum(norm, limit));
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(scale, gradient)]));
}`;

export const weightDecay = `/** Weight decay beside the gradient (Loshchilov & Hutter 2019, algorithm 2). */
function decay(weights‹: tf.Variable[]›, part‹: number›) {
  for (const each of weights) each.assign(tf.mul(each, 1 - part));
}`;

export const follow = `/** The weights of the average move a little towards those that it follows: θ′ ← decay θ′ + (1 − decay) θ. */
function follow(average‹: Tree›, weights‹: Tree›, decay‹: number›) {
  const fast = named(weights);
  for (const [name, slow] of Object.entries(named(average))) {
    tf.tidy(() => slow.assign(tf.add(tf.mul(decay, slow), tf.mul(1 - decay, fast[name]‹ ?? slow›))));
  }
}

/** The same weights as variables of their own, which no gradient reaches. */
function copyOf‹<T extends Tree>›(tree‹: T›)‹: T› {
  const copies = Object.entries(tree).map(([name, leaf]) => [
    name,
    leaf instanceof tf.Variable ? tf.variable(leaf, false) : copyOf(leaf),
  ]);
  return Object.fromEntries(copies);
}`;

export const jacobianNorm = `/** ‖∂f/∂x‖² a sample, by one random direction: its mean over directions is exact (Hutchinson 1990). */
function jacobianNorm(f‹: (x: tf.Tensor) => tf.Tensor›, x‹: tf.Tensor›, draw‹: (shape: number[]) => tf.Tensor›) {
  const pulled = tf.grad((at‹: tf.Tensor›) => {
    const value = f(at);
    return tf.sum(tf.mul(draw(value.shape), value));
  })(x);
  return tf.sum(tf.square(tf.reshape(pulled, [x.shape[0]‹ ?? 0›, -1])), 1);
}`;

export const weightNorm = `/** Σ w² over all weights of a block. */
const weightNorm = (weights‹: Tree›) => tf.addN(Object.values(named(weights)).map((w) => tf.sum(tf.square(w))));`;
