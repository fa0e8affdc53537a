/* Functions that find codes, for modules with a code that is found by minimizing the energy. Types stand between ‹ and ›. */

/** The loops of the proximal methods: fit gives a slope and a greatest curvature. */
export const proximal = {
  fista: (threshold: string): string => `/**
 * The z of least fit(z) + λ ‖z‖₁, from a start. FISTA: each step starts ahead of the last, by a momentum that grows
 * (Beck & Teboulle 2009, eq. 4.1–4.3).
 */
function fista({ gradient, curvature }‹: Fit›, lambda‹: number›, start‹: tf.Tensor›, steps‹: number›)‹: tf.Tensor› {
  const rate = tf.div(1, curvature(start));
  let [z, ahead] = [start, start];
  let t = 1;
  for (let taken = 0; taken < steps; taken++) {
    const before = [z, ahead];
    const next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    [z, ahead] = tf.tidy(()‹: [tf.Tensor, tf.Tensor]› => {
      const stepped = ${threshold}(tf.sub(ahead, tf.mul(rate, gradient(ahead))), tf.mul(rate, lambda));
      return [stepped, tf.add(stepped, tf.mul((t - 1) / next, tf.sub(stepped, z)))];
    });
    tf.dispose(before);
    t = next;
  }
  return z;
}`,
  ista: (
    threshold: string,
  ): string => `/** The z of least fit(z) + λ ‖z‖₁, from a start. ISTA: each step starts at the last (Beck & Teboulle 2009, eq. 1.4). */
function ista({ gradient, curvature }‹: Fit›, lambda‹: number›, start‹: tf.Tensor›, steps‹: number›)‹: tf.Tensor› {
  const rate = tf.div(1, curvature(start));
  let z = start;
  for (let taken = 0; taken < steps; taken++) {
    const before = z;
    z = tf.tidy(() => ${threshold}(tf.sub(before, tf.mul(rate, gradient(before))), tf.mul(rate, lambda)));
    before.dispose();
  }
  return z;
}`,
};

export const softThreshold = `/** The proximal step of threshold ‖v‖₁: nearer to zero by the threshold, and zero within it. */
const softThreshold = (v‹: tf.Tensor›, threshold‹: tf.Tensor›) =>⏎tf.mul(tf.sign(v), tf.relu(tf.sub(tf.abs(v), threshold)));`;

export const positiveThreshold = `/** The proximal step of threshold ‖v‖₁ among v ≥ 0: less by the threshold, and zero below it. */
const positiveThreshold = (v‹: tf.Tensor›, threshold‹: tf.Tensor›) => tf.relu(tf.sub(v, threshold));`;

export const fitType = `interface Fit {
  gradient: (z: tf.Tensor) => tf.Tensor;
  curvature: (z: tf.Tensor) => tf.Tensor;
}`;

export const linearFit = `/** weight ‖x − decode(z)‖², where decode multiplies z with the atoms [units, size]: its slope and greatest curvature. */
function linearFit(x‹: tf.Tensor›, decode‹: (z: tf.Tensor) => tf.Tensor›, atoms‹: tf.Tensor›, weight‹: number›) {
  const size = atoms.shape[1]‹ ?? 0›;
  return {
    gradient: (z‹: tf.Tensor›) => {
      const residual = tf.reshape(tf.sub(decode(z), x), [-1, size]);
      return tf.mul(2 * weight, tf.matMul(residual, atoms, false, true));
    },
    curvature: () => lipschitz(weight, atoms),
  };
}

/**
 * 2 weight σ², the steepest that the gradient of weight ‖x − z W‖² can turn, where σ is the largest singular value of W.
 * Power iteration on all starts at once: G, the smaller of W Wᵀ and Wᵀ W, is squared to its power p = 1024, and σ² is at
 * most ‖Gᵖ‖ to the power 1/p, and less by a third of a per cent at most up to 1000 units: a step is never too long.
 */
function lipschitz(weight‹: number›, weights‹: tf.Tensor›) {
  const [units‹ = 0›, size‹ = 0›] = weights.shape;
  let power = tf.matMul(weights, weights, units > size, units <= size);
  let log‹: tf.Tensor› = tf.scalar(0);
  for (let p = 1; p <= 1024; p *= 2) {
    const norm = tf.maximum(tf.norm(power), 1e-30);
    log = tf.add(log, tf.div(tf.log(norm), p));
    const unit = tf.div(power, norm);
    power = tf.matMul(unit, unit);
  }
  return tf.maximum(tf.mul(2 * 1.0001 * weight, tf.exp(log)), 1e-6);
}`;

export const quadratic = `/**
 * The slope of an energy that is quadratic in z, and its greatest curvature: power iteration on the change of the slope,
 * from a random direction for every sample at once, and a twentieth more for what the iteration has not found.
 */
function quadratic(energy‹: (z: tf.Tensor) => tf.Tensor›) {
  const gradient = tf.grad((z‹: tf.Tensor›) => tf.sum(energy(z)));
  const curvature = (start‹: tf.Tensor›) =>
    tf.tidy(() => {
      const origin = gradient(tf.zerosLike(start));
      let direction‹: tf.Tensor› = tf.randomNormal(start.shape, 0, 1, 'float32', 1);
      for (let turn = 0; turn < 20; turn++) {
        const turned = tf.sub(gradient(direction), origin);
        direction = tf.div(turned, tf.maximum(tf.norm(turned, 'euclidean', 1, true), 1e-30));
      }
      return tf.maximum(tf.mul(1.05, tf.max(tf.norm(tf.sub(gradient(direction), origin), 'euclidean', 1))), 1e-6);
    });
  return { gradient, curvature };
}`;

/** Whether gradient steps are put back into a set: those of all searches of a module, of some, or of none. */
export type Bounded = 'always' | 'sometimes' | 'never';

/** Gradient steps: with or without a set that each step is put back into. */
export const descents = {
  descend: (
    bounded: Bounded,
  ): string => `/** z ← ${bounded === 'never' ? 'z − rate ∇E(z)' : 'bound(z − rate ∇E(z))'}, from a start. */
function descend(energy‹: (z: tf.Tensor) => tf.Tensor›, start‹: tf.Tensor›, steps‹: number›, rate‹: number›${bound(bounded)})‹: tf.Tensor› {
  const slope = tf.grad((z‹: tf.Tensor›) => tf.sum(energy(z)));
  let z‹: tf.Tensor› = ${bounded === 'never' ? 'tf.clone(start)' : 'bound(start)'};
  for (let taken = 0; taken < steps; taken++) {
    const before = z;
    z = tf.tidy(() => ${put(bounded, 'tf.sub(before, tf.mul(rate, slope(before)))')});
    before.dispose();
  }
  return z;
}`,
  descendByAdam: (
    bounded: Bounded,
  ): string => `/** Adam on each sample's own energy, from a start${bounded === 'never' ? '' : ', put back into a set after each step'} (Kingma & Ba 2015, algorithm 1). */
function descendByAdam(energy‹: (z: tf.Tensor) => tf.Tensor›, start‹: tf.Tensor›, steps‹: number›, rate‹: number›${bound(bounded)})‹: tf.Tensor› {
  const slope = tf.grad((z‹: tf.Tensor›) => tf.sum(energy(z)));
  let [z, m, v]‹: [tf.Tensor, tf.Tensor, tf.Tensor]› = [${bounded === 'never' ? 'tf.clone(start)' : 'bound(start)'}, tf.zerosLike(start), tf.zerosLike(start)];
  for (let t = 1; t <= steps; t++) {
    const before = [z, m, v];
    const scale = (rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    [z, m, v] = tf.tidy(()‹: [tf.Tensor, tf.Tensor, tf.Tensor]› => {
      const g = slope(z);
      const mean = tf.add(tf.mul(0.9, m), tf.mul(0.1, g));
      const square = tf.add(tf.mul(0.999, v), tf.mul(0.001, tf.square(g)));
      const step = tf.div(tf.mul(scale, mean), tf.add(tf.sqrt(square), 1e-8));
      return [${put(bounded, 'tf.sub(z, step)')}, mean, square];
    });
    tf.dispose(before);
  }
  tf.dispose([m, v]);
  return z;
}`,
};

const bound = (bounded: Bounded): string =>
  bounded === 'never'
    ? ''
    : `, bound‹: (z: tf.Tensor) => tf.Tensor›${bounded === 'sometimes' ? ' = (z) => tf.clone(z)' : ''}`;
const put = (bounded: Bounded, value: string): string => (bounded === 'never' ? value : `bound(${value})`);

export const sets = {
  'unit-ball': `/** The nearest point of norm at most 1. */
const toUnitBall = (z‹: tf.Tensor›)‹: tf.Tensor› => tf.div(z, tf.maximum(tf.norm(z, 'euclidean', 1, true), 1));`,
  'unit-sphere': `/** The nearest point of norm 1. */
const toUnitSphere = (z‹: tf.Tensor›)‹: tf.Tensor› => tf.div(z, tf.maximum(tf.norm(z, 'euclidean', 1, true), 1e-12));`,
};

export const repeated = `/** Each sample several times over: [batch · count, ...]. */
function repeated(x‹: tf.Tensor›, count‹: number›) {
  const [batch‹ = 0›, ...rest] = x.shape;
  return tf.reshape(tf.tile(tf.reshape(x, [batch, 1, -1]), [1, count, 1]), [-1, ...rest]);
}`;

export const restarts = `/** Of several candidates a sample, [batch · count, ...], the one of least energy: [batch, ...]. */
function least(candidates‹: tf.Tensor›, energies‹: tf.Tensor›, count‹: number›) {
  const best = tf.argMin(tf.reshape(energies, [-1, count]), 1);
  const chosen = tf.cast(tf.equal(tf.expandDims(best, 1), tf.range(0, count, 1, 'int32')), 'float32');
  const rest = candidates.shape.slice(1);
  const each = tf.reshape(candidates, [-1, count, ...rest]);
  return tf.sum(tf.mul(each, tf.reshape(chosen, [-1, count, ...rest.map(() => 1)])), 1);
}`;

export const startingPoints = `/** The same starts each time, so that a sample has one energy. */
function startingPoints(shape‹: number[]›) {
  random.starts.restart(0);
  return random.starts.normal(shape);
}`;

export const everyCode = `/** energy(z, ...) for every one-hot z: [batch, units]. */
function ofEveryCode(units‹: number›, energy‹: (...given: tf.Tensor[]) => tf.Tensor›, ...observed‹: tf.Tensor[]›) {
  const codes = tf.tile(tf.eye(units), [observed[0]‹?›.shape[0]‹ ?? 0›, 1]);
  return tf.reshape(energy(codes, ...observed.map((x) => repeated(x, units))), [-1, units]);
}`;

/** Over the second axis of [batch, units]; in second order, over the last axis, which stays. */
export const freeEnergy = (secondOrder: boolean): string => {
  const logSum = secondOrder
    ? 'tf.reshape(logSumExp(tf.mul(-beta, energies)), [-1])'
    : 'tf.logSumExp(tf.mul(-beta, energies), 1)';
  return `/** −1/β log of the mean of e^{−β energy} over the codes: [batch] (LeCun et al. 2006, eq. 3, with a uniform prior). */
const freeEnergy = (energies‹: tf.Tensor›, beta‹: number›) =>⏎tf.div(tf.sub(Math.log(energies.shape[1]‹ ?? 1›), ${logSum}), beta);`;
};

export const withoutGradient = `/** What is computed, as a constant: no step of it is kept for a gradient. */
const withoutGradient = (compute‹: () => tf.Tensor›) => tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();`;

export const total = `/** The sum of the terms, but for one. */
function total(terms‹: Record<string, tf.Tensor>›, except‹?: string›) {
  const kept = Object.entries(terms).filter(([name]) => name !== except);
  return kept.reduce((sum‹: tf.Tensor›, [, term]) => tf.add(sum, term), tf.scalar(0));
}`;

export const meansOf = `/** The mean of each term over the batch. */
const meansOf = (terms‹: Record<string, tf.Tensor>›) =>⏎Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, tf.mean(term)‹ as tf.Scalar›]));`;
