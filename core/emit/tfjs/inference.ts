import type { SearchedCode } from '../../program/program';
import type { Bound, Descent, Exhaustive, Proximal, Search } from '../../program/search';
import { expectedCode } from './energy';
import { literal, printExpression } from './expressions';
import { flat } from './layout';
import type { ModuleWriter } from './module-writer';
import type { SourceWriter } from './source-writer';

/** The body of the function that finds a code by minimizing the energy. */
export function writeSearch(module: ModuleWriter, out: SourceWriter, search: Search): void {
  if ('rate' in search) writeDescent(module, out, search);
  else if ('smooth' in search) writeProximal(module, out, search);
  else writeEvery(module, out, search);
}

/** What a search needs beside the function of its block. */
export function writeSearchParts(module: ModuleWriter, out: SourceWriter, { search }: SearchedCode): void {
  const { given, searched } = module;
  const [name, units] = [searched?.name ?? 'z', literal(search.shape[0] ?? 1)];
  if (search.how.kind === 'every') {
    const expected = expectedCode(module.program) !== undefined;
    const energy = expected ? `total(jointTerms(${given}, { ${name} }))` : `energy(${given}, { ${name} })`;
    if (expected) module.uses('total');
    module.writeFunction(
      out,
      `The energy of each of the ${units} codes: [batch, ${units}].`,
      `energies(${module.observed})${module.typescript ? ': tf.Tensor' : ''}`,
      () => out.line(`return ofEveryCode(${units}, (${name}, ${given}) => ${energy}, ${given});`),
    );
    for (const each of ['everyCode', 'repeated'] as const) module.uses(each);
    return;
  }
  if (!('rate' in search)) return;
  const { method, steps, bound } = search.how;
  const descend = method === 'adam' ? 'descendByAdam' : 'descend';
  module.uses(descend);
  module.uses(bound === 'none' ? 'unbounded' : 'bounded');
  const rate = flat(printExpression(search.rate, module));
  const put = bound === 'none' ? '' : `, ${bounds[bound]}`;
  if (bound === 'unit-ball' || bound === 'unit-sphere') module.uses(bound);
  const about = `Follows the energy downhill from a start [batch, ${units}]: [batch, ${units}].`;
  const count = search.how.visit !== undefined ? 'count' : literal(steps);
  const extra = search.how.visit !== undefined ? `, ${module.typed('count', 'number')}` : '';
  const result = module.typescript ? ': tf.Tensor' : '';
  module.writeFunction(
    out,
    about,
    `search(${module.typed('start', 'tf.Tensor')}${extra}, ${module.observed})${result}`,
    () => out.line(`return ${descend}((${name}) => energy(${given}, { ${name} }), start, ${count}, ${rate}${put});`),
  );
}

function writeProximal(
  module: ModuleWriter,
  out: SourceWriter,
  { how: { method, steps, bound }, smooth, penalty, shape }: Extract<Search, { how: Proximal }>,
): void {
  module.uses(method);
  module.uses(bound === 'non-negative' ? bound : 'softThreshold');
  const print = (expression: Parameters<typeof printExpression>[0]): string =>
    flat(printExpression(expression, module));
  const [first] = module.program.observations;
  const batch = `${first?.name}.shape[0]${module.typescript ? ' ?? 0' : ''}`;
  const start = `tf.zeros([${batch}, ${shape.map(literal).join(', ')}])`;
  const lambda = penalty ? print(penalty.weight) : '0';
  if (smooth !== 'energy') {
    module.uses('linear-fit');
    const weight = print(smooth.weight);
    const perSite = smooth.sites === 1 ? weight : `${weight} / ${literal(smooth.sites)}`;
    const args = [print(smooth.target), smooth.decode, print(smooth.atoms), perSite];
    module.uses('withoutGradient');
    out.line('return withoutGradient(() => {');
    out.indent(() => {
      out.line(`const fit = linearFit(${args.join(', ')});`);
      out.line(`return ${method}(fit, ${lambda}, ${start}, ${literal(steps)});`);
    });
    out.line('});');
  } else {
    module.uses('quadratic');
    module.uses('stopGradient');
    module.uses('total');
    const { searched, given } = module;
    const terms = `energyTerms(${given}, { ${searched?.name} })`;
    out.line(`const fit = quadratic((${searched?.name}) => total(${terms}${penalty ? `, '${penalty.term}'` : ''}));`);
    out.line(`return stopGradient(${method}(fit, ${lambda}, ${start}, ${literal(steps)}));`);
  }
}

function writeDescent(module: ModuleWriter, out: SourceWriter, search: Extract<Search, { how: Descent }>): void {
  const { program, searched, given } = module;
  const { restarts, visit, steps } = search.how;
  module.uses('starts');
  module.uses('stopGradient');
  const units = search.shape.map(literal).join(', ');
  const [first] = program.observations;
  const batch = (name: string | undefined): string => `${name}.shape[0]${module.typescript ? ' ?? 0' : ''}`;
  const count = visit !== undefined ? `, ${literal(steps)}` : '';
  const startOf = (name: string | undefined): string => `startingPoints([${batch(name)}, ${units}])`;
  if (restarts === 1) {
    out.line(`return stopGradient(search(${startOf(first?.name)}${count}, ${given}));`);
    return;
  }
  for (const each of ['repeated', 'restarts'] as const) module.uses(each);
  const many = program.observations.map(({ name }) => `many${name[0]?.toUpperCase()}${name.slice(1)}`);
  for (const [index, { name }] of program.observations.entries())
    out.line(`const ${many[index]} = repeated(${name}, ${literal(restarts)});`);
  const all = many.join(', ');
  out.line(`const found = search(${startOf(many[0])}${count}, ${all});`);
  out.line(`return stopGradient(least(found, energy(${all}, { ${searched?.name}: found }), ${literal(restarts)}));`);
}

function writeEvery(
  module: ModuleWriter,
  out: SourceWriter,
  { beta, shape }: Extract<Search, { how: Exhaustive }>,
): void {
  const { given } = module;
  module.uses('withoutGradient');
  if (beta) {
    const temperature = flat(printExpression(beta, module));
    out.line(`return withoutGradient(() => tf.softmax(tf.mul(-${temperature}, energies(${given}))));`);
  } else {
    const units = literal(shape[0] ?? 1);
    out.line(
      `return withoutGradient(() => tf.cast(tf.oneHot(tf.argMin(energies(${given}), 1), ${units}), 'float32'));`,
    );
  }
}

export const bounds: { readonly [K in Exclude<Bound, 'none'>]: string } = {
  'unit-ball': 'toUnitBall',
  'unit-sphere': 'toUnitSphere',
  'non-negative': 'tf.relu',
};
