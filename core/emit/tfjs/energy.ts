import type { EnergyProgram } from '../../program/program';
import { printExpression } from './expressions';
import { around, layout, record } from './layout';
import { type ModuleWriter, pair } from './module-writer';
import type { SourceWriter } from './source-writer';

/** The signals, the terms and the energy of a module. */
export function writeEnergy(module: ModuleWriter, out: SourceWriter): void {
  writeInfer(module, out);
  const expected = expectedCode(module.program);
  if (!expected) {
    writeTerms(module, out, 'energyTerms', 'Each weighted term, one number a sample: [batch].');
    writeFunctionOfTerms(module, out);
    return;
  }
  writeTerms(module, out, 'jointTerms', 'Each weighted term for a code that is given: [batch].');
  const { key, beta } = expected;
  module.writeFunction(
    out,
    'The free energy, which weighs all codes: [batch].',
    `energyTerms(${module.observed})`,
    () => out.line(`return { ${key}: freeEnergy(energies(${module.given}), ${beta}) };`),
  );
  module.uses('freeEnergy');
  if (module.secondOrder) for (const each of ['logSumExp', 'softmax'] as const) module.uses(each);
  writeFunctionOfTerms(module, out);
}

/** A code of which all values are weighed, by the key of its block and its inverse temperature. */
export function expectedCode({
  searched,
}: EnergyProgram): { readonly key: string; readonly name: string; readonly beta: string } | undefined {
  if (searched?.search.how.kind !== 'every' || searched.search.how.take !== 'expected') return undefined;
  const key = searched.step.call.name;
  return { key, name: searched.step.target.name, beta: `settings.${key}.beta` };
}

function writeInfer(module: ModuleWriter, out: SourceWriter): void {
  const { program, searched } = module;
  const { flow } = program;
  out.line(
    `/** Every signal of the graph, by the block that gives it.${module.corrupts ? ' Corruption is for training alone.' : ''} */`,
  );
  const options = [
    ...(module.corrupts ? ['corrupting = false'] : []),
    ...(searched ? [`${searched.name} = ${program.searched?.step.call.name}(${module.given})`] : []),
  ];
  const type = module.typescript ? ': Given' : '';
  const last = options.length ? `, { ${options.join(', ')} }${type} = {}` : '';
  out.within(program.searched?.step.node, () => out.line(`function infer(${module.observed}${last}) {`));
  out.indent(() => {
    for (const step of flow) {
      if (step.target === searched) continue;
      const args = step.call.args.map(({ name }) => name);
      const value = `${step.call.name}(${args.join(', ')})`;
      out.within(step.node, () =>
        out.line(
          `const ${step.target.name} = ${step.onlyWhileTraining ? `corrupting ? ${value} : ${args[0]}` : value};`,
        ),
      );
    }
    module.statement(out, 'return ', record(...flow.map(({ call: { name }, target }) => pair(name, target.name))));
  });
  out.line('}');
}

function writeTerms(module: ModuleWriter, out: SourceWriter, name: string, about: string): void {
  const { terms, flow } = module.program;
  const reads = new Set(terms.flatMap((term) => term.reads.map((read) => read.name)));
  const needed = flow.filter(({ target }) => reads.has(target.name));
  module.writeFunction(out, about, `${name}(${module.observed}${module.optionParameter})`, () => {
    if (needed.length) {
      const fields = record(...needed.map(({ call, target }) => pair(call.name, target.name)));
      module.statement(out, 'const ', around('', fields, ` = infer(${module.given}${module.optionArgument})`));
    }
    out.line('return {');
    out.indent(() => {
      for (const { node, name: key, value } of terms) {
        out.within(node, () => out.line(layout(around(`${key}: `, printExpression(value, module), ','), out.column)));
      }
    });
    out.line('};');
  });
}

function writeFunctionOfTerms(module: ModuleWriter, out: SourceWriter): void {
  const { terms } = module.program;
  const expected = expectedCode(module.program) !== undefined;
  const options = expected ? '' : module.optionArgument;
  const all = `energyTerms(${module.given}${options})`;
  // A term over the batch has one number, which addN would refuse to add to one a sample.
  const mixed = terms.some(({ overBatch }) => overBatch) && terms.length > 1;
  if (mixed) module.uses('total');
  const searched = module.searched && !expected;
  const about = searched
    ? `F, one number a sample: [batch]; of a code that is given, E(${module.given}, ${module.searched?.name}).`
    : 'F, one number a sample: [batch].';
  module.writeFunction(out, about, `energy(${module.observed}${expected ? '' : module.optionParameter})`, () =>
    out.line(`return ${mixed ? `total(${all})` : `tf.addN(Object.values(${all}))`};`),
  );
}
