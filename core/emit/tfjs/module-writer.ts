import type { Formula } from '../../program/expression';
import type { Assignable, EnergyProgram, Passage } from '../../program/program';
import type { Prelude, Surroundings } from './expressions';
import { around, comment, type Doc, layout } from './layout';
import type { SourceWriter } from './source-writer';

/** What the writers of a module's sections share: the program, and how names and types are written. */
export abstract class ModuleWriter implements Surroundings {
  abstract readonly typescript: boolean;
  abstract readonly program: EnergyProgram;
  abstract formulaName(formula: Formula): string;
  abstract uses(what: Prelude): void;
  abstract pathName(path: Passage): string;
  abstract readonly secondOrder: boolean;
  /** Whether some layer behaves otherwise while it trains. */
  abstract readonly knowsTraining: boolean;
  /** Whether something depends on how much of the run is done. */
  abstract readonly knowsProgress: boolean;
  abstract readonly own: string | undefined;
  abstract readonly node: string | undefined;

  /** The observations as parameters of a function: `x: tf.Tensor`. */
  get observed(): string {
    return this.parameters(this.program.observations.map(({ name }) => name));
  }

  /** The observations as arguments: `x`. */
  get given(): string {
    return this.program.observations.map(({ name }) => name).join(', ');
  }

  /** Whether anything is drawn at random while it trains. */
  abstract readonly draws: boolean;

  /** Whether steps are counted. */
  get counts(): boolean {
    const { means, schedule } = this.program;
    return this.draws || means.length > 0 || schedule.kind !== 'constant';
  }

  get corrupts(): boolean {
    return this.program.flow.some(({ onlyWhileTraining }) => onlyWhileTraining);
  }

  /** The code that is found by minimizing the energy, by its name in the flow. */
  get searched(): Assignable | undefined {
    return this.program.searched?.step.target;
  }

  /** Whether the signals depend on more than what is observed. */
  get hasOptions(): boolean {
    return this.corrupts || this.searched !== undefined;
  }

  /** A last parameter for the options that are handed on: `, given = {}`. */
  get optionParameter(): string {
    if (!this.hasOptions) return '';
    return this.typescript ? ', given: Given = {}' : ', given = {}';
  }

  get optionArgument(): string {
    return this.hasOptions ? ', given' : '';
  }

  parameters(names: readonly string[]): string {
    return names.map((name) => this.typed(name, 'tf.Tensor')).join(', ');
  }

  typed(name: string, type: string): string {
    return this.typescript ? `${name}: ${type}` : name;
  }

  /** A comment, a head, and a body that is indented. */
  writeFunction(out: SourceWriter, about: string, head: Doc, body: () => void): void {
    out.line();
    for (const line of comment(about, out.column)) out.line(line);
    out.line(layout(around('function ', head, ' {'), out.column));
    out.indent(body);
    out.line('}');
  }

  statement(out: SourceWriter, prefix: string, doc: Doc): void {
    out.line(layout(around(prefix, doc, ';'), out.column));
  }
}

/** `key`, or `key: value` where they differ. */
export const pair = (key: string, value: string): string => (key === value ? key : `${key}: ${value}`);
