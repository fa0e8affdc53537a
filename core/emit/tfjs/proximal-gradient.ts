import type { ProximalGradient } from '../../program/lasso';

/* The source of inference by proximal gradient steps, for modules with a code that is found by minimizing the energy. */

type Method = ProximalGradient['method'];

/** The functions of the methods that a module uses, and what they share besides `softThreshold`. */
export const proximalGradientSources = (methods: readonly Method[], typescript: boolean): readonly string[] =>
  methods.length
    ? [...methods.map((method) => descent(method, typescript)), lipschitz(typescript), withoutGradient(typescript)]
    : [];

const loops: { readonly [K in Method]: { readonly about: string; source(typescript: boolean): string } } = {
  fista: {
    about: 'FISTA: each step starts ahead of the last, by a momentum that grows (Beck & Teboulle 2009, eq. 4.1–4.3)',
    source: (typescript) => `    let ahead = z;
    let t = 1;
    for (let taken = 0; taken < iterations; taken++) {
      const before = [z, ahead];
      const next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
      [z, ahead] = tf.tidy(()${typescript ? ': [tf.Tensor, tf.Tensor]' : ''} => {
        const stepped = descend(ahead);
        return [stepped, tf.add(stepped, tf.mul((t - 1) / next, tf.sub(stepped, z)))];
      });
      tf.dispose(before);
      t = next;
    }`,
  },
  ista: {
    about: 'ISTA: each step starts at the last (Beck & Teboulle 2009, eq. 1.4)',
    source: () => `    for (let taken = 0; taken < iterations; taken++) {
      const before = z;
      z = tf.tidy(() => descend(before));
      tf.dispose(before);
    }`,
  },
};

function descent(method: Method, typescript: boolean): string {
  const { about, source } = loops[method];
  const head = typescript
    ? `function ${method}(
  x: tf.Tensor,
  decode: (z: tf.Tensor) => tf.Tensor,
  atoms: tf.Tensor,
  weight: number,
  lambda: number,
  iterations: number,
): tf.Tensor {
  const [units = 0, size = 0] = atoms.shape;`
    : `function ${method}(x, decode, atoms, weight, lambda, iterations) {
  const [units, size] = atoms.shape;`;
  const z = typescript ? ': tf.Tensor' : '';
  return `/**
 * The z of least weight ‖x − decode(z)‖² + λ ‖z‖₁, from z = 0, where decode multiplies z with the atoms [units, size].
 * ${about}.
 */
${head}
  return withoutGradient(() => {
    const step = tf.div(1, lipschitz(weight, atoms));
    const descend = (from${z}) => {
      const residual = tf.reshape(tf.sub(decode(from), x), [-1, size]);
      const gradient = tf.mul(2 * weight, tf.matMul(residual, atoms, false, true));
      return softThreshold(tf.sub(from, tf.mul(step, gradient)), tf.mul(step, lambda));
    };
    let z${z} = tf.zeros([x.shape[0]${typescript ? ' ?? 0' : ''}, units]);
${source(typescript)}
    return z;
  });
}`;
}

export const softThreshold = (typescript: boolean): string => {
  const given = typescript ? 'v: tf.Tensor, threshold: tf.Tensor' : 'v, threshold';
  return `/** The proximal step of threshold ‖v‖₁: nearer to zero by the threshold, and zero within it. */
const softThreshold = (${given}) => tf.mul(tf.sign(v), tf.relu(tf.sub(tf.abs(v), threshold)));`;
};

const lipschitz = (typescript: boolean): string => `/**
 * 2 weight σ², the steepest that the gradient of weight ‖x − z W‖² can turn, where σ is the largest singular value of W.
 * Power iteration on all starts at once: G, the smaller of W Wᵀ and Wᵀ W, is squared to its power p = 1024, and σ² is at
 * most ‖Gᵖ‖ to the power 1/p, and less by a third of a per cent at most up to 1000 units: a step is never too long.
 */
function lipschitz(${typescript ? 'weight: number, weights: tf.Tensor' : 'weight, weights'}) {
  const [units${typescript ? ' = 0' : ''}, size${typescript ? ' = 0' : ''}] = weights.shape;
  let power = tf.matMul(weights, weights, units > size, units <= size);
  let log${typescript ? ': tf.Tensor' : ''} = tf.scalar(0);
  for (let p = 1; p <= 1024; p *= 2) {
    const norm = tf.maximum(tf.norm(power), 1e-30);
    log = tf.add(log, tf.div(tf.log(norm), p));
    const unit = tf.div(power, norm);
    power = tf.matMul(unit, unit);
  }
  return tf.maximum(tf.mul(2 * 1.0001 * weight, tf.exp(log)), 1e-6);
}`;

const withoutGradient = (typescript: boolean): string => {
  const given = typescript ? 'compute: () => tf.Tensor' : 'compute';
  return `/** What is computed, as a constant: no step of it is kept for a gradient. */
const withoutGradient = (${given}) => tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();`;
};
