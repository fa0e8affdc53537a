import type { Contrast, Likelihood, Sampled } from '../../program/program';
import { annotate } from './annotate';
import { literal, printExpression } from './expressions';
import { call, flat } from './layout';
import type { ModuleWriter } from './module-writer';
import type { SourceWriter } from './source-writer';

/** What lifts the energy off the data: the terms that it adds to the loss, and where its samples come from. */
export function writeContrasts(module: ModuleWriter, out: SourceWriter): void {
  const { contrasts } = module.program;
  if (!contrasts.length) return;
  const sampled = contrasts.find(({ how }) => how.kind === 'sampled');
  const { given } = module;
  // What is held out does not move the chains that are kept.
  const how = sampled?.how.kind === 'sampled' ? sampled.how : undefined;
  const start = how && startOf(how.start === 'buffer' ? { ...how, start: 'noise' } : how, given);
  const type = module.typescript ? ': { negatives?: tf.Tensor; onData?: tf.Tensor }' : '';
  const options = sampled ? [`{ negatives = ${start}, onData = energy(${given}) }${type} = {}`] : [];
  const about = 'What the loss adds to the energy of the data, so that it rises elsewhere.';
  const observed = module.program.observations.map(({ name }) => module.typed(name, 'tf.Tensor'));
  module.writeFunction(out, about, call('contrastTerms', ...observed, ...options), () => {
    if (sampled) out.line('const elsewhere = energy(negatives);');
    out.line('return {');
    out.indent(() => {
      for (const contrast of contrasts) out.within(contrast.node, () => writeTerm(module, out, contrast));
    });
    out.line('};');
  });
  for (const contrast of contrasts) {
    out.within(contrast.node, () => {
      if (contrast.how.kind === 'sampled') writeSampler(module, out, contrast.how);
      if (contrast.how.kind === 'likelihood') writePartition(module, out, contrast.how);
      if (contrast.how.kind === 'score') writeScore(module, out);
    });
  }
}

/** Where negative samples come from. */
export const startOf = ({ start }: Sampled, given: string): string =>
  ({ data: `langevin(${given})`, noise: `langevin(scattered(${given}))`, buffer: `langevin(resumed(${given}))` })[
    start
  ];

const print = (module: ModuleWriter, expression: Parameters<typeof printExpression>[0] | undefined): string =>
  expression ? flat(printExpression(expression, module)) : '0';

function writeTerm(module: ModuleWriter, out: SourceWriter, { name, how }: Contrast): void {
  if (how.kind === 'likelihood') {
    out.line(`${name}: logPartition(${print(module, how.beta)}),`);
    return;
  }
  if (how.kind === 'score') {
    out.line(`${name}: scoreError(${module.given}, ${print(module, how.scale)}),`);
    return;
  }
  const pushes = {
    difference: 'tf.neg(elsewhere)',
    softplus: 'tf.logSumExp(tf.stack([tf.neg(onData), tf.neg(elsewhere)]), 0)',
    hinge: `tf.maximum(tf.neg(onData), tf.sub(${print(module, how.margin)}, elsewhere))`,
  };
  out.line(`${name}: tf.add(`);
  out.indent(() => {
    out.line(`${pushes[how.push]},`);
    out.line(`tf.mul(${print(module, how.magnitude)}, tf.add(tf.square(onData), tf.square(elsewhere))),`);
  });
  out.line('),');
}

function writeSampler(module: ModuleWriter, out: SourceWriter, how: Sampled): void {
  module.uses('noise');
  const { typescript } = module;
  const [low, high] = how.range ?? [];
  const within = (value: string): string =>
    how.range ? `tf.clipByValue(${value}, ${literal(low ?? 0)}, ${literal(high ?? 1)})` : value;
  const [rate, noise] = [print(module, how.rate), print(module, how.noise)];
  const write = (source: string): void => {
    out.line();
    for (const line of annotate(source, typescript).split('\n')) out.line(line);
  };
  write(`/** Langevin dynamics, y ← y − η ∇F + √(2η) ε: where chains end that start at given points. */
function langevin(start‹: tf.Tensor›)‹: tf.Tensor› {
  const slope = tf.grad((y‹: tf.Tensor›) => tf.sum(energy(y)));
  const rate = ${rate};
  const scale = ${noise} * Math.sqrt(2 * rate);
  let y = tf.clone(start);
  for (let taken = 0; taken < ${literal(how.steps)}; taken++) {
    const before = y;
    y = tf.tidy(() => {
      const drift = tf.mul(rate, slope(before));
      const diffusion = tf.mul(scale, random.noise.normal(before.shape));
      return ${within('tf.add(tf.sub(before, drift), diffusion)')};
    });
    before.dispose();
  }
  return y;
}`);
  const scattered = how.range
    ? `random.noise.uniform(x.shape, ${literal(low ?? 0)}, ${literal(high ?? 1)})`
    : 'random.noise.normal(x.shape)';
  if (how.start !== 'data')
    write(`/** As many points as there are samples, ${how.range ? 'evenly over the range of the data' : 'from N(0, I)'}. */
const scattered = (x‹: tf.Tensor›) => ${scattered};`);
  if (how.start !== 'buffer') return;
  const [observed] = module.program.observations;
  const shape = (observed?.shape ?? []).map(literal).join(', ');
  const chains = Math.max(how.chains, module.program.batch);
  const init = how.range
    ? `random.initialization.uniform([${literal(chains)}, ${shape}], ${literal(low ?? 0)}, ${literal(high ?? 1)})`
    : `random.initialization.normal([${literal(chains)}, ${shape}])`;
  const ones = (observed?.shape ?? []).map(() => '1').join(', ');
  write(`/** Chains that are kept between steps (Tieleman 2008; Du & Mordatch 2019). */
const chains = tf.tidy(() => tf.variable(${init}, false));

/** Those whose turn it is, a share of them started anew. */
function resumed(x‹: tf.Tensor›) {
  const count = x.shape[0]‹ ?? 0›;
  return tf.tidy(() => {
    const renewed = tf.less(random.noise.uniform([count, ${ones}], 0, 1), ${print(module, how.renewed)});
    return tf.where(renewed, scattered(x), tf.slice(chains, 0, count));
  });
}

/** Puts the ends of chains behind those that wait for their turn. */
function keep(ends‹: tf.Tensor›) {
  tf.tidy(() => chains.assign(tf.concat([tf.slice(chains, ends.shape[0]‹ ?? 0›), ends])));
}`);
}

function writePartition(module: ModuleWriter, out: SourceWriter, { extent, points }: Likelihood): void {
  const { typescript } = module;
  const source = `/** 1/β log ∫ e^{−βF} over a square, by the midpoints of its cells. */
function logPartition(beta‹: number›) {
  const [extent, points] = [${literal(extent)}, ${literal(points)}];
  const cell = (2 * extent) / points;
  const side = tf.linspace(cell / 2 - extent, extent - cell / 2, points);
  const coordinates = tf.meshgrid(side, side).map((each) => tf.reshape(each, [-1]));
  const energies = energy(tf.stack(coordinates, 1));
  return tf.div(tf.add(tf.logSumExp(tf.mul(-beta, energies)), 2 * Math.log(cell)), beta);
}`;
  out.line();
  for (const line of annotate(source, typescript).split('\n')) out.line(line);
}

function writeScore(module: ModuleWriter, out: SourceWriter): void {
  module.uses('noise');
  const axes = (module.program.observations[0]?.shape ?? []).map((_, axis) => literal(axis + 1)).join(', ');
  const source = `/** ‖σ ∇F(x + σε) − ε‖²: the slope must lead back to where the noise came from (Vincent 2011, eq. 11). */
function scoreError(x‹: tf.Tensor›, scale‹: number›) {
  const noise = random.noise.normal(x.shape);
  const slope = tf.grad((y‹: tf.Tensor›) => tf.sum(energy(y)))(tf.add(x, tf.mul(scale, noise)));
  return tf.sum(tf.square(tf.sub(tf.mul(scale, slope), noise)), [${axes}]);
}`;
  out.line();
  for (const line of annotate(source, module.typescript).split('\n')) out.line(line);
}
