/**
 * Why a command ends early, as text for a person.
 *
 * Exit code 1: the graph has errors, or a number stopped being finite. Exit code 2: what was asked for cannot be done.
 */
export class Fault extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Text from a file or a command line, made safe for a terminal: no control characters but the end of a line. */
export const printable = (text: string): string => text.replace(/[^\P{C}\n]/gu, '�');
