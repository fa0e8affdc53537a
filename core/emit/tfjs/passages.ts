import type { Assignable, FlowStep, Passage, Reference } from '../../program/program';
import { givesJointEnergy } from './completion';
import { literal } from './expressions';
import { shapeWords } from './header';
import type { Doc } from './layout';
import { type ModuleWriter, pair } from './module-writer';
import type { SourceWriter } from './source-writer';

/** What a model does besides its energy: encode, decode, reconstruct and sample, where they mean something. */
export function writePassages(module: ModuleWriter, out: SourceWriter): void {
  const { encode, decode, reconstruct, prior, code } = module.program;
  if (encode && hasPosterior(module)) {
    writePassage(module, out, 'posterior', 'The distribution of the code', encode);
    writeShort(module, out, 'encode', 'The mean of the code', [encode.input], `posterior(${encode.input.name}).mean`);
  } else if (encode) writePassage(module, out, 'encode', 'The code', encode);
  if (decode) writePassage(module, out, 'decode', "A code's place in the space of the data", decode);
  if (encode && decode) {
    const about = 'What the code keeps of the data, without noise';
    writeShort(module, out, 'reconstruct', about, [encode.input], `decode(encode(${encode.input.name}))`);
  } else if (reconstruct)
    writePassage(module, out, 'reconstruct', 'What is predicted of the data, without noise', reconstruct);
  if (prior && decode && code) {
    module.uses('noise');
    const draw = `random.noise.normal([count, ${literal(code.dimensions)}])`;
    const head = `sample(${module.typed('count', 'number')})`;
    module.writeFunction(out, 'Decoded draws from the prior, N(0, I).', head, () =>
      out.line(`return decode(${draw});`),
    );
  }
}

/** The names under which a model offers them. */
export function offeredPassages(module: ModuleWriter): Doc[] {
  const { encode, decode, reconstruct, prior, corruption, completion } = module.program;
  return [
    ...(hasPosterior(module) ? ['posterior'] : []),
    ...(encode ? ['encode'] : []),
    ...(decode ? ['decode'] : []),
    ...(reconstruct ? ['reconstruct'] : []),
    ...(corruption ? [pair('corrupt', corruption.name)] : []),
    ...(prior ? ['sample'] : []),
    ...(completion ? ['complete'] : []),
    ...(givesJointEnergy(module) ? ['jointEnergy'] : []),
  ];
}

const hasPosterior = ({ program: { encode } }: ModuleWriter): boolean =>
  encode?.output.kind === 'gaussian' && !encode.output.part;

/**
 * A stretch of the flow as statements, and its last value as a result; what is used once stands where it is used, unless
 * all of `outputs` are wanted by their names.
 */
export function printSteps(
  steps: readonly FlowStep[],
  outputs: readonly Reference[],
  byName = false,
): { readonly lines: readonly string[]; readonly result: string } {
  const uses = new Map<string, number>();
  for (const reference of [...steps.flatMap((step) => step.call.args), ...outputs]) {
    uses.set(reference.name, (uses.get(reference.name) ?? 0) + 1);
  }
  const named = new Set(byName ? outputs.map(({ name }) => name) : []);
  const inlined = new Map<string, string>();
  const write = ({ name: reference, part }: Reference): string =>
    `${inlined.get(reference) ?? reference}${part ? `.${part}` : ''}`;
  const lines: string[] = [];
  for (const { target, call: applied } of steps) {
    const value = `${applied.name}(${applied.args.map(write).join(', ')})`;
    if (uses.get(target.name) === 1 && !named.has(target.name)) inlined.set(target.name, value);
    else lines.push(`const ${target.name} = ${value};`);
  }
  const [output] = outputs;
  return { lines, result: output ? write(output) : '' };
}

export function writePassage(
  module: ModuleWriter,
  out: SourceWriter,
  name: string,
  about: string,
  passage: Passage,
): void {
  const { steps, output, link } = passage;
  const { lines, result } = printSteps(steps, [output]);
  const value = link === 'identity' ? result : `tf.${link}(${result})`;
  writeShort(module, out, name, about, [passage.input], value, lines);
}

function writeShort(
  module: ModuleWriter,
  out: SourceWriter,
  name: string,
  about: string,
  inputs: readonly Assignable[],
  result: string,
  lines: readonly string[] = [],
): void {
  const head = `${name}(${module.parameters(inputs.map((input) => input.name))})`;
  module.writeFunction(out, `${about}; takes ${inputs.map(shapeWords).join(', ')}.`, head, () => {
    for (const line of lines) out.line(line);
    out.line(`return ${result};`);
  });
}
