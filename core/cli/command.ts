import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../analysis/nearest';
import { Fault } from './fault';

export interface Option {
  readonly name: string;
  readonly short?: string;
  /** What stands for its value in the help, as in `PATH`; a flag has none. */
  readonly value?: string;
  readonly many?: boolean;
  readonly about: string;
}

export interface Command {
  readonly name: string;
  readonly about: string;
  /** What follows the name: `FILE…`. */
  readonly operands: string;
  readonly options: readonly Option[];
  readonly example: string;
  /** Gives the exit code. */
  run(given: Given): Promise<number>;
}

/** The operands and options that a command was given. */
export class Given {
  readonly operands: readonly string[];
  private readonly values: ReadonlyMap<string, readonly (string | boolean)[]>;

  constructor(operands: readonly string[], values: ReadonlyMap<string, readonly (string | boolean)[]>) {
    this.operands = operands;
    this.values = values;
  }

  flag(name: string): boolean {
    return this.values.has(name);
  }

  /** Every value of an option that may stand several times. */
  texts(name: string): string[] {
    return (this.values.get(name) ?? []).map(String);
  }

  text(name: string): string | undefined {
    return this.texts(name).at(-1);
  }

  required(name: string, why: string): string {
    const text = this.text(name);
    if (text === undefined) throw new Fault(`--${name} is missing: ${why}.`);
    return text;
  }

  choice<const T extends string>(name: string, values: readonly T[], otherwise: NoInfer<T>): T {
    const text = this.text(name) ?? otherwise;
    const found = values.find((value) => value === text);
    if (found === undefined) throw new Fault(`--${name} takes one of ${values.join(', ')}; “${text}” is none of them.`);
    return found;
  }

  wholeNumber(name: string, minimum: number, maximum: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new Fault(`--${name} takes a whole number from ${minimum} to ${maximum}; “${text}” is not one.`);
  }

  positiveNumber(name: string, maximum: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (value > 0 && value <= maximum) return value;
    throw new Fault(`--${name} takes a number above 0, at most ${maximum}; “${text}” is not one.`);
  }

  /** The one file that most commands take. */
  file(): string {
    const [file, extra] = this.operands;
    if (file === undefined) throw new Fault('No file was named; give the path of a graph, NAME.ebm.json.');
    if (extra !== undefined) throw new Fault(`One graph at a time: “${extra}” is one too many.`);
    return file;
  }
}

/** Splits a command's arguments; an unknown option or a missing value is a Fault. */
export function readArguments(command: Command, args: readonly string[]): Given {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    command.options.map(({ name, short, value }) => [
      name,
      { type: value ? 'string' : 'boolean', multiple: true, ...(short ? { short } : {}) } as const,
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const lists = new Map(Object.entries(values).map(([name, value]) => [name, asList(value)]));
    for (const { name, many } of command.options) {
      if (!many && (lists.get(name)?.length ?? 0) > 1)
        throw new Fault(`--${name} stands more than once; give it once.`);
    }
    return new Given(positionals, lists);
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new Fault(argumentProblem(command, error));
    throw error;
  }
}

const asList = (value: string | boolean | (string | boolean)[] | undefined): readonly (string | boolean)[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function argumentProblem(command: Command, { message, code }: TypeError & { code?: unknown }): string {
  const option = /'(?:-\w, )?(-{1,2}[^\s'=]+)/.exec(message)?.[1] ?? 'An option';
  const help = `ebm ${command.name} --help lists what it takes`;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const known = command.options.map(({ name }) => name);
    const close = nearest(option.replace(/^-+/, ''), known);
    return `There is no option ${option}${close ? `; did you mean --${close}?` : `: ${help}.`}`;
  }
  return message.includes('does not take an argument')
    ? `${option} takes no value: ${help}.`
    : `${option} needs a value behind it: ${help}.`;
}
