import { keepsChains } from '../../program/manifest';
import { foundCode, inferredPoints, type PhaseName, phasesOf } from '../../program/phase';
import type { ClusterMeans, EnergyProgram } from '../../program/program';
import { startOf } from './contrast';
import { expectedCode } from './energy';
import { literal, printExpression } from './expressions';
import { call, flat } from './layout';
import { writeRate } from './learning-rate';
import type { ModuleWriter } from './module-writer';
import { optimizers, projections } from './preludes';
import type { SourceWriter } from './source-writer';

/** The step of training: infer, contrast, update, project; where there are several, each can be taken alone. */
export function writeStep(module: ModuleWriter, out: SourceWriter): void {
  const { program, given } = module;
  const indices = isPersistent(program) ? `, ${module.typed('indices', 'tf.Tensor1D')}` : '';
  const about = 'One step on a batch; gives the mean of each term, to be disposed by the caller.';
  const head = `step(${module.observed}${indices})`;
  const names = phasesOf(program).map(({ name }) => name);
  if (names.length === 1) {
    module.writeFunction(out, about, head, () => writePhases(module, out, () => {}));
    return;
  }
  const type = module.typescript ? ': Generator<object, Record<string, tf.Scalar>>' : '';
  out.line();
  out.line('/** The phases of a step, one after the other; each yields what it found. */');
  out.line(`function* phases(${module.observed}${indices})${type} {`);
  out.indent(() =>
    writePhases(module, out, (name, found) => {
      if (name !== names.at(-1)) out.line(`yield { ${name}: ${found} };`);
    }),
  );
  out.line('}');
  module.writeFunction(out, about, head, () => {
    out.line(`const taken = phases(${given}${isPersistent(program) ? ', indices' : ''});`);
    out.line('let phase = taken.next();');
    out.line('while (!phase.done) phase = taken.next();');
    out.line('return phase.value;');
  });
}

/** \`after\` is called where a phase has ended, with the name of what it found. */
function writePhases(module: ModuleWriter, out: SourceWriter, after: (phase: PhaseName, found: string) => void): void {
  const { program, searched, given } = module;
  const held: string[] = [];
  writeStart(module, out);
  held.push(...program.means.flatMap((means) => inferredPoints(program, means)?.target.name ?? []));
  const code = foundCode(program);
  if (code && searched) {
    const search = isPersistent(program)
      ? `search(tf.gather(memory.${code.call.name}, indices), ${literal(visitOf(program.searched) ?? 1)}, ${given})`
      : `${code.call.name}(${given})`;
    out.within(code.node, () => out.line(`const ${searched.name} = tf.tidy(() => ${search});`));
    held.push(searched.name);
  }
  const inferred = held.at(-1);
  if (inferred !== undefined) after('infer', inferred);
  const sampled = program.contrasts.find(({ how }) => how.kind === 'sampled');
  if (sampled?.how.kind === 'sampled') {
    const { how } = sampled;
    out.within(sampled.node, () => out.line(`const negatives = tf.tidy(() => ${startOf(how, given)});`));
    held.push('negatives');
    after('contrast', 'negatives');
  }
  const expected = expectedCode(program) !== undefined;
  const options = [...(searched && !expected ? [searched.name] : []), ...(module.corrupts ? ['corrupting: true'] : [])];
  writeUpdate(module, out, `energyTerms(${given}${options.length ? `, { ${options.join(', ')} }` : ''})`);
  after('update', 'means');
  writeProjections(module, out);
  writeKept(module, out);
  if (held.length) out.line(`tf.dispose(${held.length === 1 ? held[0] : `[${held.join(', ')}]`});`);
  out.line('return means;');
}

/** Whether each training sample keeps a code of its own. */
export const isPersistent = ({ searched }: EnergyProgram): boolean => visitOf(searched) !== undefined;

const visitOf = (searched: EnergyProgram['searched']): number | undefined =>
  searched?.search.how.kind === 'descent' ? searched.search.how.visit : undefined;

/** What the optimizer moves, and what else a step keeps count of. */
export function writeOptimizer(module: ModuleWriter, out: SourceWriter): void {
  const { program } = module;
  const type = module.typescript ? ': Record<string, tf.Variable>' : '';
  const others = [
    ...(program.averages.length ? ['...averages'] : []),
    ...(isPersistent(program) ? ['memory'] : []),
    ...(keepsChains(program) ? ['chains'] : []),
  ];
  const tree = others.length ? `{ ...parameters, ${others.join(', ')} }` : 'parameters';
  out.line('/** By name, as in `encoder.dense1.weights`. */');
  out.line(`const variables${type} = named(${tree});`);
  const all = program.parameters.every(({ learns }) => learns === 'gradient') && !others.length;
  if (!all && program.parameters.some(({ learns }) => learns === 'gradient'))
    out.line('const learned = Object.values(variables).filter(({ trainable }) => trainable);');
  if (program.parameters.some(({ learns }) => learns === 'gradient'))
    out.line(`const optimizer = ${optimizers[program.optimizer]};`);
  if (module.knowsTraining) out.line('let training = false;');
  writeRate(module, out);
  if (module.knowsProgress) {
    out.line('/** How much of the run is done. */');
    out.line(`const progress = () => Math.min(1, steps / ${literal(program.steps)});`);
  }
}

function writeStart(module: ModuleWriter, out: SourceWriter): void {
  const { program } = module;
  for (const means of program.means) {
    module.uses('clusterMeans');
    const { centres, counts } = meansPaths(means);
    out.within(means.node, () => {
      const step = inferredPoints(program, means);
      if (step) out.line(`const ${step.target.name} = tf.tidy(() => infer(${module.given}).${step.call.name});`);
      out.line('if (steps === 0) {');
      out.indent(() => module.statement(out, '', call('startAtPoints', centres, counts, means.points.name)));
      out.line('}');
    });
  }
  if (module.counts) {
    const comment = module.draws ? ' // so that what is drawn between two steps leaves them as they are' : '';
    out.line(module.draws ? `random.noise.restart(steps++);${comment}` : 'steps++;');
  }
}

function writeUpdate(module: ModuleWriter, out: SourceWriter, terms: string): void {
  if (module.program.parameters.some(({ learns }) => learns === 'gradient')) writeDescent(module, out, terms);
  else {
    module.uses('meansOf');
    out.line(`const means = tf.tidy(() => meansOf(${terms}));`);
  }
  writeClusterMeans(module, out);
}

function writeDescent(module: ModuleWriter, out: SourceWriter, terms: string): void {
  const { program } = module;
  const all =
    program.parameters.every(({ learns }) => learns === 'gradient') &&
    !program.averages.length &&
    !isPersistent(program) &&
    !keepsChains(program);
  const rate = program.schedule.kind === 'constant' ? 'settings.learningRate' : 'learningRate(steps - 1)';
  // SGD keeps a tensor of its rate, so that an assignment to the number goes unnoticed; the others have no setter.
  const setter = program.optimizer === 'sgd' || program.optimizer === 'momentum';
  if (setter) out.line(`optimizer.setLearningRate(${rate});`);
  else out.line(`Object.assign(optimizer, { learningRate: ${rate} });`);
  out.line(`const means${module.typescript ? ': Record<string, tf.Scalar>' : ''} = {};`);
  if (module.knowsTraining) out.line('training = true;');
  const weights = all ? 'Object.values(variables)' : 'learned';
  const { clipNorm, weightDecay } = program;
  const between = clipNorm !== undefined || weightDecay !== undefined;
  if (between) {
    out.line('const descent = tf.variableGrads(() => {');
    out.indent(() => writeLoss(module, out, terms));
    out.line(`}, ${weights});`);
  } else {
    out.line('optimizer.minimize(');
    out.indent(() => {
      out.line('() => {');
      out.indent(() => writeLoss(module, out, terms));
      out.line('},');
      out.line('false,');
      out.line(`${weights},`);
    });
    out.line(');');
  }
  if (module.knowsTraining) out.line('training = false;');
  if (!between) return;
  out.line('tf.tidy(() => {');
  out.indent(() => {
    if (weightDecay !== undefined) out.line(`decay(${weights}, ${rate} * settings.weightDecay);`);
    // The types of TensorFlow.js ask for variables, where tensors will do.
    const found = `descent.grads${module.typescript ? ' as Record<string, tf.Variable>' : ''}`;
    const gradients = clipNorm === undefined ? found : 'clipped(descent.grads, settings.clipNorm)';
    out.line(`optimizer.applyGradients(${gradients});`);
  });
  out.line('});');
  out.line('tf.dispose(descent);');
}

/** The body of the function whose gradient is taken: the means of the terms, and what falls. */
function writeLoss(module: ModuleWriter, out: SourceWriter, terms: string): void {
  const { program } = module;
  const score = program.contrasts.find(({ how }) => how.kind === 'score');
  let each = terms;
  if (program.contrasts.length) {
    const sampled = program.contrasts.some(({ how }) => how.kind === 'sampled');
    // Elsewhere the energy of the data is not the one that is learned from: it is searched for, or nothing corrupts it.
    const shared = sampled && !module.hasOptions;
    if (shared) {
      out.line(`const terms = ${terms};`);
      const options = '{ negatives, onData: tf.addN(Object.values(terms)) }';
      out.line(`Object.assign(terms, contrastTerms(${module.given}, ${options}));`);
    } else
      out.line(`const terms = { ...${terms}, ...contrastTerms(${module.given}${sampled ? ', { negatives }' : ''}) };`);
    each = 'terms';
  }
  out.line(`for (const [name, term] of Object.entries(${each})) {`);
  out.indent(() => out.line(`means[name] = tf.keep(tf.mean(term)${module.typescript ? ' as tf.Scalar' : ''});`));
  out.line('}');
  const type = module.typescript ? ' as tf.Scalar' : '';
  if (score) out.line(`return tf.mean(terms.${score.name})${type}; // the slope is shaped, not the height`);
  else out.line(`return tf.addN(Object.values(means))${type};`);
}

function writeClusterMeans(module: ModuleWriter, out: SourceWriter): void {
  for (const means of module.program.means) {
    const { centres, counts } = meansPaths(means);
    const assigned = means.assignments ? means.assignments.name : `nearest(${means.points.name}, ${centres})`;
    const decay = flat(printExpression(means.decay, module));
    out.within(means.node, () => {
      out.line('tf.tidy(() => {');
      out.indent(() =>
        module.statement(out, '', call('moveToMeans', centres, counts, assigned, means.points.name, decay)),
      );
      out.line('});');
    });
  }
}

function writeProjections({ program }: ModuleWriter, out: SourceWriter): void {
  for (const { path, axes, onto } of program.projections) {
    const node = program.functions.find(({ name }) => name === path[0])?.node;
    out.within(node, () =>
      out.line(
        `${projections[onto].name}(parameters.${path.join('.')}${axes.length ? `, [${axes.map(literal).join(', ')}]` : ''});`,
      ),
    );
  }
}

/** What is carried on to the next step beside the parameters. */
function writeKept(module: ModuleWriter, out: SourceWriter): void {
  const { program } = module;
  for (const { node, of, name, decay } of program.averages) {
    const rate = flat(printExpression(decay, module));
    out.within(node, () => out.line(`follow(averages.${name}, parameters.${of}, ${rate});`));
  }
  const kept = program.contrasts.find(({ how }) => how.kind === 'sampled' && how.start === 'buffer');
  if (kept) out.within(kept.node, () => out.line('keep(negatives);'));
  if (isPersistent(program) && module.searched && program.searched) {
    const table = `memory.${program.searched.step.call.name}`;
    const found = `tf.tensorScatterUpdate(${table}, tf.expandDims(indices, 1), ${module.searched.name})`;
    out.line(`tf.tidy(() => ${table}.assign(${found}));`);
  }
}

const meansPaths = ({ path }: ClusterMeans): { readonly centres: string; readonly counts: string } => ({
  centres: `parameters.${path.join('.')}`,
  counts: `parameters.${[...path.slice(0, -1), 'counts'].join('.')}`,
});
