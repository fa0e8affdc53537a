import type { Command, Option } from './command';

const exitCodes = `Exit codes: 0 done; 1 the graph has errors, or a number stopped being finite; 2 what was asked for cannot be done;
130 interrupted, with what was reached kept.`;

/** \`ebm --help\`. */
export function programHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, operands, about }) => [`ebm ${name} ${operands}`, about] as const);
  return `ebm: check, compile, train and use energy-based models that are written as graphs, NAME.ebm.json.

${table(rows)}

  ebm COMMAND --help    The options of a command, and an example.
  ebm --version         The version.

${exitCodes}
`;
}

/** \`ebm COMMAND --help\`. */
export function commandHelp({ name, operands, about, options, example }: Command): string {
  return `Usage: ebm ${name} ${operands}${options.length ? ' [options]' : ''}

${about}

Options:
${table([...options.map((option) => [spelling(option), option.about] as const), ['--help', 'This text.']])}

Example:
  ${example}
`;
}

const spelling = ({ name, short, value }: Option): string =>
  `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
