import type { Completion, JointEnergy } from '../../program/completion';
import type { ObservationInput } from '../../program/program';
import type { Penalty, Proximal, Search } from '../../program/search';
import { literal, printExpression } from './expressions';
import { bounds } from './inference';
import { call, flat } from './layout';
import type { ModuleWriter } from './module-writer';
import { printSteps } from './passages';
import type { SourceWriter } from './source-writer';

/** Of a search whose graph says nothing of it: Adam's steps, from how many starts, and their size. */
const usual = { steps: 200, restarts: 3, rate: 0.05 };
/** Of one whose energy is a parabola, which needs neither starts nor a size. */
const plain: Proximal = { kind: 'proximal', method: 'fista', steps: 500, bound: 'none' };

/** A part of the observation from another: `complete(x, seen)`, and the energy that it minimizes where a code is given. */
export function writeCompletion(module: ModuleWriter, out: SourceWriter): void {
  const { completion } = module.program;
  if (!completion) return;
  if (completion.kind === 'prediction') writePrediction(module, out, completion);
  else if (completion.kind === 'descent') writeDescent(module, out, completion);
  else writeCode(module, out, completion.joint);
}

function writeComplete(
  module: ModuleWriter,
  out: SourceWriter,
  seen: string,
  { how, options = '' }: { readonly how: string; readonly options?: string },
  body: () => void,
  [of]: readonly ObservationInput[] = module.program.observations,
): void {
  const shape = `[${['batch', ...(of?.shape ?? [])].join(', ')}]`;
  const given = module.program.observations.map(({ name }) => name);
  module.writeFunction(
    out,
    `What is hidden of ${of?.name} ${shape}, where ${seen} is 0: ${how}. What is seen stays as it is.`,
    `complete(${module.parameters([...given, seen])}${options && `, { ${options} } = {}`})`,
    () => {
      out.line('return tf.tidy(() => {');
      out.indent(() => {
        out.line(`const clamped = tf.cast(${seen}, 'bool');`);
        body();
      });
      out.line('});');
    },
  );
}

const known = (module: ModuleWriter): string =>
  `const known = tf.where(clamped, ${module.given}, tf.zerosLike(${module.given}));`;

function writePrediction(
  module: ModuleWriter,
  out: SourceWriter,
  { mask, steps, output, link }: Extract<Completion, { kind: 'prediction' }>,
): void {
  const { lines, result } = printSteps(steps, [output]);
  const shape = module.program.observations[0]?.shape ?? [];
  const wide = mask.shape.join() === shape.join();
  // A site is seen where all its channels are.
  const name = wide ? mask.name : 'each';
  writeComplete(module, out, name, { how: 'what is predicted from the rest' }, () => {
    out.line(known(module));
    if (!wide) out.line(`const ${mask.name} = tf.min(${name}, -1, true);`);
    for (const line of lines) out.line(line);
    const predicted = link === 'identity' ? result : `tf.${link}(${result})`;
    out.line(`return tf.where(clamped, ${module.given}, ${predicted});`);
  });
}

function writeDescent(
  module: ModuleWriter,
  out: SourceWriter,
  { seen, observed }: Extract<Completion, { kind: 'descent' }>,
): void {
  const { terms, observations } = module.program;
  const { name: x, range } = observed;
  const each = terms.some(({ overBatch }) => !overBatch);
  const [low, high] = range ?? [0, 0];
  for (const prelude of ['descendByAdam', 'starts', range ? 'bounded' : 'unbounded'] as const) module.uses(prelude);
  if (each) for (const needed of ['repeated', 'restarts'] as const) module.uses(needed);
  const between = (start: string): string => {
    if (!range) return start;
    const unit = `tf.sigmoid(${start})`;
    return low === 0 && high === 1 ? unit : `tf.add(${literal(low)}, tf.mul(${literal(high - low)}, ${unit}))`;
  };
  const bound = range ? ', within' : '';
  const rest = module.typed('rest', 'tf.Tensor');
  const energyOf = (part: string, others: (name: string) => string): string =>
    `energy(${observations.map(({ name }) => (name === x ? `joined(${part})` : others(name))).join(', ')})`;
  const options = `steps = ${usual.steps}${each ? `, restarts = ${usual.restarts}` : ''}, rate = ${usual.rate}`;
  const how = { how: 'the rest of least energy, by Adam', options };
  const body = (): void => {
    if (range) out.line(`const within = (${rest}) => tf.clipByValue(rest, ${literal(low)}, ${literal(high)});`);
    if (!each) {
      const energy = energyOf('rest', (name) => name);
      out.line(`const start = ${between(`startingPoints(${x}.shape)`)};`);
      out.line(`const joined = (${rest}) => tf.where(clamped, ${x}, rest);`);
      out.line(`return joined(descendByAdam((rest) => ${energy}, start, steps, rate${bound}));`);
      return;
    }
    const many = (name: string): string => `many${name[0]?.toUpperCase()}${name.slice(1)}`;
    for (const { name } of observations) {
      if (name !== x) out.line(`const ${many(name)} = repeated(${name}, restarts);`);
    }
    out.line(`const [many, held] = [repeated(${x}, restarts), tf.cast(repeated(${seen}, restarts), 'bool')];`);
    out.line(`const joined = (${rest}) => tf.where(held, many, rest);`);
    out.line(`const start = ${between('startingPoints(many.shape)')};`);
    out.line(`const found = descendByAdam((rest) => ${energyOf('rest', many)}, start, steps, rate${bound});`);
    out.line(`return tf.where(clamped, ${x}, least(found, ${energyOf('found', many)}, restarts));`);
  };
  writeComplete(module, out, seen, how, body, [observed]);
}

function writeCode(module: ModuleWriter, out: SourceWriter, joint: JointEnergy): void {
  const { seen } = joint;
  const search = module.program.searched?.search;
  const options = optionsOf(search, joint);
  const how = `of the code of least energy for the rest, what it decodes to`;
  writeComplete(module, out, seen, { how, ...(options ? { options } : {}) }, () => {
    out.line(known(module));
    if (search && !('rate' in search) && !('smooth' in search)) writeEvery(module, out, joint, search);
    else if (search && 'smooth' in search) writeProximal(module, out, joint, search);
    else if (!search && joint.quadratic) writeProximal(module, out, joint, { how: plain, penalty: undefined });
    else writeSearch(module, out, joint, search);
    out.line(`return tf.where(clamped, ${module.given}, decode(${joint.code.name}));`);
  });
  writeJointEnergy(module, out, joint, search);
}

function optionsOf(search: Search | undefined, { quadratic }: JointEnergy): string | undefined {
  if (!search && quadratic) return `steps = ${plain.steps}`;
  if (!search) return `steps = ${usual.steps}, restarts = ${usual.restarts}, rate = ${usual.rate}`;
  if ('smooth' in search) return `steps = ${search.how.steps}`;
  return 'rate' in search ? `steps = ${search.how.steps}, restarts = ${search.how.restarts}` : undefined;
}

/** Whether the module offers E(x, z) for any code that is given. */
export const givesJointEnergy = ({ program: { completion, searched } }: ModuleWriter): boolean =>
  completion?.kind === 'code' && energyName(penaltyOf(searched?.search)) === 'jointEnergy';

/** What proximal steps stand for. */
const penaltyOf = (search: Search | undefined): Penalty | undefined =>
  search && 'smooth' in search ? search.penalty : undefined;

/** E(x, z), or without what proximal steps stand for. */
const energyName = (penalty: Penalty | undefined): string => (penalty ? 'smoothEnergy' : 'jointEnergy');

function writeJointEnergy(
  module: ModuleWriter,
  out: SourceWriter,
  { code, seen, steps, terms }: JointEnergy,
  search: Search | undefined,
): void {
  const penalty = penaltyOf(search);
  const counted = terms.filter(({ name }) => name !== penalty?.term);
  const about = `E(${module.given}, ${code.name}) of the part that is seen${penalty ? `, but for the ${penalty.term}` : ''}: [batch].`;
  module.writeFunction(
    out,
    about,
    `${energyName(penalty)}(${module.parameters([module.given, code.name, seen])})`,
    () => {
      const kept = counted.flatMap(({ value }) => variablesOf(value));
      const { lines } = printSteps(
        steps,
        steps.map(({ target }) => target).filter(({ name }) => kept.includes(name)),
        true,
      );
      for (const line of lines) out.line(line);
      const [first, ...others] = counted.map(({ value }) => printExpression(value, module));
      if (!first) return;
      module.statement(
        out,
        'return ',
        others.reduce((sum, each) => call('tf.add', sum, each), first),
      );
    },
  );
}

/** The names that a term of the energy reads. */
function variablesOf(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(variablesOf);
  if (typeof expression !== 'object' || expression === null) return [];
  if ('op' in expression && expression.op === 'variable' && 'name' in expression) return [String(expression.name)];
  return Object.entries(expression).flatMap(([key, each]) => (key === 'of' ? [] : variablesOf(each)));
}

function writeEvery(
  module: ModuleWriter,
  out: SourceWriter,
  { code, seen }: JointEnergy,
  { shape, beta }: Extract<Search, { how: { kind: 'every' } }>,
): void {
  for (const needed of ['everyCode', 'repeated'] as const) module.uses(needed);
  const units = literal(shape[0] ?? 1);
  const [z, x] = [code.name, 'known'];
  out.line(
    `const energies = ofEveryCode(${units}, (${z}, ${x}, ${seen}) => jointEnergy(${x}, ${z}, ${seen}), ${x}, ${seen});`,
  );
  const found = beta
    ? `tf.softmax(tf.mul(-${flat(printExpression(beta, module))}, energies))`
    : `tf.cast(tf.oneHot(tf.argMin(energies, 1), ${units}), 'float32')`;
  out.line(`const ${z} = ${found};`);
}

function writeProximal(
  module: ModuleWriter,
  out: SourceWriter,
  { code, seen }: JointEnergy,
  { how: { method, bound }, penalty }: Pick<Extract<Search, { how: Proximal }>, 'how' | 'penalty'>,
): void {
  module.uses(method);
  module.uses(bound === 'non-negative' ? bound : 'softThreshold');
  module.uses('quadratic');
  const lambda = penalty ? flat(printExpression(penalty.weight, module)) : '0';
  const batch = `known.shape[0]${module.typescript ? ' ?? 0' : ''}`;
  const z = code.name;
  out.line(`const fit = quadratic((${z}) => ${energyName(penalty)}(known, ${z}, ${seen}));`);
  out.line(
    `const ${z} = ${method}(fit, ${lambda}, tf.zeros([${batch}, ${code.shape.map(literal).join(', ')}]), steps);`,
  );
}

function writeSearch(
  module: ModuleWriter,
  out: SourceWriter,
  { code, seen }: JointEnergy,
  search: Extract<Search, { how: { kind: 'descent' } }> | undefined,
): void {
  const bound = search?.how.bound ?? 'none';
  const descend = search?.how.method === 'gradient' ? 'descend' : 'descendByAdam';
  for (const prelude of [
    descend,
    'starts',
    'repeated',
    'restarts',
    bound === 'none' ? 'unbounded' : 'bounded',
  ] as const)
    module.uses(prelude);
  const rate = search ? flat(printExpression(search.rate, module)) : 'rate';
  const put = bound === 'none' ? '' : `, ${bounds[bound]}`;
  const z = code.name;
  const ranks = code.shape.map(literal).join(', ');
  const batch = (of: string): string => `${of}.shape[0]${module.typescript ? ' ?? 0' : ''}`;
  out.line(`const [many, held] = [repeated(known, restarts), repeated(${seen}, restarts)];`);
  if (search) out.line(`const start = startingPoints([${batch('many')}, ${ranks}]);`);
  else {
    out.line('const beyond = tf.expandDims(tf.minimum(tf.range(0, restarts), 1), 1); // the first start is the origin');
    out.line(`const starts = tf.mul(beyond, startingPoints([${batch('known')}, restarts, ${ranks}]));`);
    out.line(`const start = tf.reshape(starts, [-1, ${ranks}]);`);
  }
  out.line(`const found = ${descend}((${z}) => jointEnergy(many, ${z}, held), start, steps, ${rate}${put});`);
  out.line(`const ${z} = least(found, jointEnergy(many, found, held), restarts);`);
}
