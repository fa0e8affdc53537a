import { keepsChains } from '../../program/manifest';
import type { ClusterMeans, EnergyProgram, FlowStep } from '../../program/program';
import { startOf } from './contrast';
import { expectedCode } from './energy';
import { literal, printExpression } from './expressions';
import { call, flat } from './layout';
import type { ModuleWriter } from './module-writer';
import { optimizers, projections } from './preludes';
import type { SourceWriter } from './source-writer';

/** The step of training: infer, contrast, update, project. */
export function writeStep(module: ModuleWriter, out: SourceWriter): void {
  const { program } = module;
  const { searched, given } = module;
  const learns = program.parameters.some((each) => each.learns === 'gradient');
  const persistent = isPersistent(program);
  const indices = persistent ? `, ${module.typed('indices', 'tf.Tensor1D')}` : '';
  const about = 'One step on a batch; gives the mean of each term, to be disposed by the caller.';
  module.writeFunction(out, about, `step(${module.observed}${indices})`, () => {
    writeStart(module, out);
    const held = program.means.flatMap((means) => inferredPoints(module, means)?.target.name ?? []);
    const expected = expectedCode(program) !== undefined;
    if (searched && program.searched && (!expected || program.means.length)) {
      const { node, call } = program.searched.step;
      const found = persistent
        ? `search(tf.gather(memory.${call.name}, indices), ${literal(visitOf(program.searched) ?? 1)}, ${given})`
        : `${call.name}(${given})`;
      out.within(node, () => out.line(`const ${searched.name} = tf.tidy(() => ${found});`));
      held.push(searched.name);
    }
    const sampled = program.contrasts.find(({ how }) => how.kind === 'sampled');
    if (sampled?.how.kind === 'sampled') {
      const { how } = sampled;
      out.within(sampled.node, () => out.line(`const negatives = tf.tidy(() => ${startOf(how, given)});`));
      held.push('negatives');
    }
    const options = [
      ...(searched && !expected ? [searched.name] : []),
      ...(module.corrupts ? ['corrupting: true'] : []),
    ];
    const terms = `energyTerms(${given}${options.length ? `, { ${options.join(', ')} }` : ''})`;
    if (learns) writeUpdate(module, out, terms);
    else {
      module.uses('meansOf');
      out.line(`const means = tf.tidy(() => meansOf(${terms}));`);
    }
    writeAfter(module, out);
    if (persistent && searched && program.searched) {
      const table = `memory.${program.searched.step.call.name}`;
      const where = 'tf.expandDims(indices, 1)';
      out.line(`tf.tidy(() => ${table}.assign(tf.tensorScatterUpdate(${table}, ${where}, ${searched.name})));`);
    }
    if (held.length) out.line(`tf.dispose(${held.length === 1 ? held[0] : `[${held.join(', ')}]`});`);
    out.line('return means;');
  });
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
      const step = inferredPoints(module, means);
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
  const { program } = module;
  const all =
    program.parameters.every(({ learns }) => learns === 'gradient') &&
    !program.averages.length &&
    !isPersistent(program) &&
    !keepsChains(program);
  const score = program.contrasts.find(({ how }) => how.kind === 'score');
  // SGD keeps a tensor of its rate, so that an assignment to the number goes unnoticed; the others have no setter.
  const setter = program.optimizer === 'sgd' || program.optimizer === 'momentum';
  if (setter) out.line('optimizer.setLearningRate(settings.learningRate);');
  else out.line('Object.assign(optimizer, { learningRate: settings.learningRate });');
  out.line(`const means${module.typescript ? ': Record<string, tf.Scalar>' : ''} = {};`);
  if (module.knowsTraining) out.line('training = true;');
  out.line('optimizer.minimize(');
  out.indent(() => {
    out.line('() => {');
    out.indent(() => {
      let each = terms;
      if (program.contrasts.length) {
        const negatives = program.contrasts.some(({ how }) => how.kind === 'sampled') ? ', { negatives }' : '';
        const contrast = `contrastTerms(${module.given}${negatives})`;
        out.line(`const terms = { ...${terms}, ...${contrast} };`);
        each = 'terms';
      }
      out.line(`for (const [name, term] of Object.entries(${each})) {`);
      out.indent(() => out.line(`means[name] = tf.keep(tf.mean(term)${module.typescript ? ' as tf.Scalar' : ''});`));
      out.line('}');
      if (score)
        out.line(
          `return tf.mean(terms.${score.name})${module.typescript ? ' as tf.Scalar' : ''}; // the slope is shaped, not the height`,
        );
      else out.line(`return tf.addN(Object.values(means))${module.typescript ? ' as tf.Scalar' : ''};`);
    });
    out.line('},');
    out.line('false,');
    out.line(all ? 'Object.values(variables),' : 'learned,');
  });
  out.line(');');
  if (module.knowsTraining) out.line('training = false;');
}

function writeAfter(module: ModuleWriter, out: SourceWriter): void {
  const { program } = module;
  for (const means of program.means) {
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
  for (const { path, axes, onto } of program.projections) {
    const node = program.functions.find(({ name }) => name === path[0])?.node;
    out.within(node, () =>
      out.line(
        `${projections[onto].name}(parameters.${path.join('.')}${axes.length ? `, [${axes.map(literal).join(', ')}]` : ''});`,
      ),
    );
  }
  for (const { node, of, name, decay } of program.averages) {
    const rate = flat(printExpression(decay, module));
    out.within(node, () => out.line(`follow(averages.${name}, parameters.${of}, ${rate});`));
  }
  const kept = program.contrasts.find(({ how }) => how.kind === 'sampled' && how.start === 'buffer');
  if (kept) out.within(kept.node, () => out.line('keep(negatives);'));
}

const meansPaths = ({ path }: ClusterMeans): { readonly centres: string; readonly counts: string } => ({
  centres: `parameters.${path.join('.')}`,
  counts: `parameters.${[...path.slice(0, -1), 'counts'].join('.')}`,
});

/** Where the points are no observation: the step of the flow that gives them. */
const inferredPoints = ({ program }: ModuleWriter, { points }: ClusterMeans): FlowStep | undefined =>
  program.flow.find(({ target }) => target.name === points.name);
