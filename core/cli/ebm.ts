import { nearest } from '../analysis/nearest';
import { DataError } from '../data/array';
import { type Command, readArguments } from './command';
import { checkCommand } from './commands/check';
import { compileCommand } from './commands/compile';
import { completeCommand } from './commands/complete';
import { decodeCommand } from './commands/decode';
import { diffCommand } from './commands/diff';
import { encodeCommand } from './commands/encode';
import { energyCommand } from './commands/energy';
import { reconstructCommand } from './commands/reconstruct';
import { runsCommand } from './commands/runs';
import { sampleCommand } from './commands/sample';
import { trainCommand } from './commands/train';
import { Fault, printable } from './fault';
import { commandHelp, programHelp } from './help';
import { version } from './version';

const commands: readonly Command[] = [
  checkCommand,
  compileCommand,
  diffCommand,
  trainCommand,
  runsCommand,
  energyCommand,
  encodeCommand,
  decodeCommand,
  reconstructCommand,
  completeCommand,
  sampleCommand,
];

/** Carries out a command line; gives the exit code. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version') return print(`${version}\n`);
  if (name === '--help' || name === '-h') return print(programHelp(commands));
  if (name === undefined) throw new Fault('No command was named; ebm --help lists them.');
  const command = commands.find((each) => each.name === name);
  if (!command) {
    const close = nearest(
      name,
      commands.map((each) => each.name),
    );
    throw new Fault(
      `There is no command “${name}”${close ? `; did you mean “${close}”?` : '; ebm --help lists them.'}`,
    );
  }
  if (args.includes('--help') || args.includes('-h')) return print(commandHelp(command));
  return command.run(readArguments(command, args));
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function refusal(error: unknown): { message: string; exitCode: number } {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { message, exitCode: error instanceof DataError ? 2 : 1 };
}

// Whoever reads the output may stop reading, as head does.
process.stdout.on('error', () => process.exit());

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { message, exitCode } = refusal(error);
  process.stderr.write(`${printable(message)}\n`);
  process.exitCode = exitCode;
}
