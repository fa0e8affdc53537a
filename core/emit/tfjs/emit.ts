import type { Formula } from '../../program/expression';
import { type EmittedModule, type LineRange, manifestOf } from '../../program/manifest';
import type { Assignable, EnergyProgram, Passage, Reference, Value } from '../../program/program';
import { literal, type Prelude, printExpression, type Surroundings } from './expressions';
import { shapeWords, writeHeader, writeSettings } from './header';
import { around, type Doc, flat, layout, record } from './layout';
import { writeParameters } from './parameters';
import { initializers, optimizers, preludes, projections } from './preludes';
import { proximalGradientSources } from './proximal-gradient';
import { SourceWriter } from './source-writer';

export type Language = 'js' | 'ts';

export interface EmitOptions {
  /** The document's file name, for the header. */
  readonly fileName: string;
  readonly language?: Language;
}

/** An energy program as a TensorFlow.js module that stands alone. */
export function emitTfjs(program: EnergyProgram, options: EmitOptions): EmittedModule {
  return new Emitter(program, options).emit();
}

class Emitter implements Surroundings {
  readonly typescript: boolean;
  private readonly program: EnergyProgram;
  private readonly fileName: string;
  private readonly out = new SourceWriter();
  private readonly formulas = new Map<string, string>();
  private readonly names: Set<string>;
  private readonly used = new Set<Prelude>();

  constructor(program: EnergyProgram, { fileName, language = 'js' }: EmitOptions) {
    this.program = program;
    this.fileName = fileName;
    this.typescript = language === 'ts';
    this.names = new Set([
      ...program.functions.map(({ name }) => name),
      ...program.flow.map(({ target }) => target.name),
      ...program.observations.map(({ name }) => name),
    ]);
  }

  emit(): EmittedModule {
    const { out } = this;
    writeHeader(out, this.program, this.fileName);
    out.line("import * as tf from '@tensorflow/tfjs';");
    writeSettings(out, this.program);
    out.line();
    out.line(`export function createModel({ seed = ${literal(this.program.seed)} } = {}) {`);
    out.indent(() => this.model());
    out.line('}');
    this.epilogue();
    return { source: out.text(), lines: this.lines(), manifest: manifestOf(this.program) };
  }

  formulaName(formula: Formula): string {
    const head = `(${this.parameters(formula.parameters)}) =>`;
    const body = printExpression(formula.body, this);
    for (let count = 1; ; count++) {
      const name = count === 1 ? formula.name : `${formula.name}${count}`;
      if (this.names.has(name)) continue;
      const line = `const ${name} = ${head} ${flat(body)};`;
      const definition = line.length <= 120 ? line : `const ${name} = ${head}\n  ${layout(around('', body, ';'), 2)}`;
      const text = `/** ${formula.about} */\n${definition}`;
      const known = this.formulas.get(name);
      // The same formula over another rank sums other axes, and is another function.
      if (known !== undefined && known !== text) continue;
      this.formulas.set(name, text);
      return name;
    }
  }

  uses(what: Prelude): void {
    this.used.add(what);
  }

  private model(): void {
    const { out, program } = this;
    const body = new SourceWriter(2);
    section(body, 'Parameters');
    writeParameters(body, program);
    section(body, 'Blocks');
    for (const [index, block] of program.functions.entries()) {
      if (index) body.line();
      body.within(block.node, () => this.blockFunction(body, block));
    }
    section(body, 'Energy');
    this.infer(body);
    this.energy(body);
    this.passages(body);
    section(body, 'Learning');
    this.learning(body);
    const streams = [
      'initialization: randomStream(seed, 1)',
      ...(this.used.has('noise') ? ['noise: randomStream(seed, 2)'] : []),
    ];
    out.line(`const random = { ${streams.join(', ')} };`);
    out.append(body);
  }

  private blockFunction(out: SourceWriter, block: EnergyProgram['functions'][number]): void {
    const step = this.program.flow.find(({ node }) => node === block.node);
    const inputs = block.parameters.map(shapeWords).join(', ');
    if (step) out.line(`/** ${inputs} → ${shapeWords(step.target)}. */`);
    const parameters = block.parameters.map((each) =>
      each.kind === 'gaussian' ? this.typed('{ mean, logVariance }', 'Gaussian') : this.typed(each.name, 'tf.Tensor'),
    );
    out.line(`function ${block.name}(${parameters.join(', ')}) {`);
    out.indent(() => {
      for (const { name, value } of block.body) this.statement(out, `const ${name} = `, printExpression(value, this));
      this.statement(out, 'return ', this.value(block.result));
    });
    out.line('}');
  }

  private value(value: Value): Doc {
    if (value.kind === 'tensor') return printExpression(value.tensor, this);
    const part = (name: string, doc: Doc): Doc => (doc === name ? name : around(`${name}: `, doc));
    return record(
      part('mean', printExpression(value.mean, this)),
      part('logVariance', printExpression(value.logVariance, this)),
    );
  }

  private statement(out: SourceWriter, prefix: string, doc: Doc): void {
    out.line(layout(around(prefix, doc, ';'), out.column));
  }

  private get observed(): string {
    return this.parameters(this.program.observations.map(({ name }) => name));
  }

  private get corrupts(): boolean {
    return this.program.flow.some(({ onlyWhileTraining }) => onlyWhileTraining);
  }

  private infer(out: SourceWriter): void {
    const { flow } = this.program;
    out.line(
      `/** Every signal of the graph, by the block that gives it.${this.corrupts ? ' Corruption is for training alone.' : ''} */`,
    );
    out.line(`function infer(${this.observed}${this.corrupts ? ', corrupting = false' : ''}) {`);
    out.indent(() => {
      for (const step of flow) {
        const args = step.call.args.map(({ name }) => name);
        const value = `${step.call.name}(${args.join(', ')})`;
        out.within(step.node, () =>
          out.line(
            `const ${step.target.name} = ${step.onlyWhileTraining ? `corrupting ? ${value} : ${args[0]}` : value};`,
          ),
        );
      }
      this.statement(out, 'return ', record(...flow.map(({ call: { name }, target }) => pair(name, target.name))));
    });
    out.line('}');
  }

  private energy(out: SourceWriter): void {
    const { terms, flow, observations } = this.program;
    const extra = this.corrupts ? ', corrupting = false' : '';
    const given = observations.map(({ name }) => name).join(', ');
    const reads = new Set(terms.flatMap((term) => term.reads.map(({ name }) => name)));
    const needed = flow.filter(({ target }) => reads.has(target.name));
    out.line();
    out.line('/** Each weighted term, one number a sample: [batch]. */');
    out.line(`function energyTerms(${this.observed}${extra}) {`);
    out.indent(() => {
      if (needed.length) {
        const fields = record(...needed.map(({ call: { name }, target }) => pair(name, target.name)));
        this.statement(out, 'const ', around('', fields, ` = infer(${given}${this.corrupts ? ', corrupting' : ''})`));
      }
      out.line('return {');
      out.indent(() => {
        for (const { node, name, value } of terms) {
          out.within(node, () => out.line(layout(around(`${name}: `, printExpression(value, this), ','), out.column)));
        }
      });
      out.line('};');
    });
    out.line('}');
    out.line();
    out.line('/** F, one number a sample: [batch]. */');
    out.line(`function energy(${this.observed}) {`);
    // A term over the batch has one number, which addN would refuse to add to one a sample.
    const total =
      terms.some(({ overBatch }) => overBatch) && terms.length > 1
        ? `Object.values(energyTerms(${given})).reduce((sum, term) => tf.add(sum, term))`
        : `tf.addN(Object.values(energyTerms(${given})))`;
    out.indent(() => out.line(`return ${total};`));
    out.line('}');
  }

  private passages(out: SourceWriter): void {
    const { encode, decode, reconstruct, prior, code } = this.program;
    if (encode && encode.output.kind === 'gaussian' && !encode.output.part) {
      this.passage(out, 'posterior', 'The distribution of the code', encode);
      this.plainFunction(out, 'encode', 'The mean of the code', [encode.input], `posterior(${encode.input.name}).mean`);
    } else if (encode) this.passage(out, 'encode', 'The code', encode);
    if (decode) this.passage(out, 'decode', "A code's place in the space of the data", decode);
    if (encode && decode) {
      const { name } = encode.input;
      this.plainFunction(
        out,
        'reconstruct',
        'What the code keeps of the data, without noise',
        [encode.input],
        `decode(encode(${name}))`,
      );
    } else if (reconstruct)
      this.passage(out, 'reconstruct', 'What is predicted of the data, without noise', reconstruct);
    if (prior && decode && code) {
      this.uses('noise');
      const draw = `random.noise.normal([count, ${literal(code.dimensions)}])`;
      out.line();
      out.line('/** Decoded draws from the prior, N(0, I). */');
      out.line(`function sample(${this.typed('count', 'number')}) {`);
      out.indent(() => out.line(`return decode(${draw});`));
      out.line('}');
    }
  }

  private passage(out: SourceWriter, name: string, about: string, { input, steps, output, link }: Passage): void {
    const uses = new Map<string, number>();
    for (const reference of [...steps.flatMap((step) => step.call.args), output]) {
      uses.set(reference.name, (uses.get(reference.name) ?? 0) + 1);
    }
    const inlined = new Map<string, string>();
    const write = ({ name: reference, part }: Reference): string =>
      `${inlined.get(reference) ?? reference}${part ? `.${part}` : ''}`;
    const lines: string[] = [];
    for (const { target, call: applied } of steps) {
      const value = `${applied.name}(${applied.args.map(write).join(', ')})`;
      if (uses.get(target.name) === 1) inlined.set(target.name, value);
      else lines.push(`const ${target.name} = ${value};`);
    }
    const result = link === 'identity' ? write(output) : `tf.${link}(${write(output)})`;
    this.plainFunction(out, name, about, [input], result, lines);
  }

  private plainFunction(
    out: SourceWriter,
    name: string,
    about: string,
    inputs: readonly Assignable[],
    result: string,
    lines: readonly string[] = [],
  ): void {
    out.line();
    out.line(`/** ${about}; takes ${inputs.map(shapeWords).join(', ')}. */`);
    out.line(`function ${name}(${this.parameters(inputs.map((input) => input.name))}) {`);
    out.indent(() => {
      for (const line of lines) out.line(line);
      out.line(`return ${result};`);
    });
    out.line('}');
  }

  private learning(out: SourceWriter): void {
    const { program } = this;
    const given = program.observations.map(({ name }) => name).join(', ');
    out.line('/** By name, as in `encoder.dense1.weights`. */');
    out.line(`const variables${this.typescript ? ': Record<string, tf.Variable>' : ''} = named(parameters);`);
    out.line(`const optimizer = ${optimizers[program.optimizer]};`);
    if (this.used.has('noise')) out.line('let steps = 0;');
    if (this.used.has('progress')) {
      out.line('/** How much of the run is done. */');
      out.line(`const progress = () => Math.min(1, steps / ${literal(program.steps)});`);
    }
    out.line();
    out.line('/** One step on a batch; gives the mean of each term, to be disposed by the caller. */');
    out.line(`function step(${this.observed}) {`);
    out.indent(() => {
      if (this.used.has('noise')) {
        out.line('random.noise.restart(steps++); // so that what is drawn between two steps leaves them as they are');
      }
      out.line('Object.assign(optimizer, { learningRate: settings.learningRate });');
      out.line(`const means${this.typescript ? ': Record<string, tf.Scalar>' : ''} = {};`);
      out.line('optimizer.minimize(');
      out.indent(() => {
        out.line('() => {');
        out.indent(() => {
          out.line(
            `for (const [name, term] of Object.entries(energyTerms(${given}${this.corrupts ? ', true' : ''}))) {`,
          );
          out.indent(() => out.line(`means[name] = tf.keep(tf.mean(term)${this.typescript ? ' as tf.Scalar' : ''});`));
          out.line('}');
          out.line(`return tf.addN(Object.values(means))${this.typescript ? ' as tf.Scalar' : ''};`);
        });
        out.line('},');
        out.line('false,');
        out.line('Object.values(variables),');
      });
      out.line(');');
      for (const { path, axes, onto } of program.projections) {
        const node = program.functions.find(({ name }) => name === path[0])?.node;
        out.within(node, () =>
          out.line(`${projections[onto].name}(parameters.${path.join('.')}, [${axes.map(literal).join(', ')}]);`),
        );
      }
      out.line('return means;');
    });
    out.line('}');
    out.line();
    out.line('function dispose() {');
    out.indent(() => {
      out.line('optimizer.dispose();');
      out.line('tf.dispose(variables);');
    });
    out.line('}');
    out.line();
    const offered = ['variables', 'energy', 'energyTerms', 'infer', ...this.offered(), 'step', 'dispose'];
    this.statement(out, 'return ', record(...offered));
    for (const kind of Object.keys(initializers) as (keyof typeof initializers)[]) {
      if (!program.parameters.some(({ initializer }) => initializer.kind === kind)) continue;
      out.line();
      for (const line of initializers[kind].source(this.typescript).split('\n')) out.line(line);
    }
  }

  private offered(): Doc[] {
    const { encode, decode, reconstruct, prior, corruption } = this.program;
    return [
      ...(encode?.output.kind === 'gaussian' && !encode.output.part ? ['posterior'] : []),
      ...(encode ? ['encode'] : []),
      ...(decode ? ['decode'] : []),
      ...(reconstruct ? ['reconstruct'] : []),
      ...(corruption ? [pair('corrupt', corruption.name)] : []),
      ...(prior ? ['sample'] : []),
    ];
  }

  private epilogue(): void {
    const { out } = this;
    const sources = [
      ...(this.used.has('affine') ? [preludes.affine(this.typescript)] : []),
      ...this.formulas.values(),
      ...[...new Set(this.program.projections.map(({ onto }) => onto))].map((onto) =>
        projections[onto].source(this.typescript),
      ),
      ...(this.used.has('silu') ? [preludes.silu(this.typescript)] : []),
      ...(this.used.has('stopGradient') ? [preludes.stopGradient(this.typescript)] : []),
      ...(this.used.has('pattern') ? [preludes.pattern(this.typescript)] : []),
      ...(this.used.has('shifted') ? [preludes.shifted(this.typescript)] : []),
      preludes.named(this.typescript),
      preludes.randomStream(this.typescript),
    ];
    if (this.typescript && this.program.flow.some(({ target }) => target.kind === 'gaussian')) {
      sources.unshift(preludes.gaussian);
    }
    const write = (texts: readonly string[]): void => {
      for (const text of texts) {
        out.line();
        out.line(text);
      }
    };
    const inferring = this.program.functions.find(({ result }) => isLasso(result));
    const methods = (['fista', 'ista'] as const).filter((method) => this.used.has(method));
    out.within(inferring?.node, () => write(proximalGradientSources(methods, this.typescript)));
    write(sources);
  }

  /** The formula of a term is written by the term's block too. */
  private lines(): ReadonlyMap<string, readonly LineRange[]> {
    const lines = new Map(this.out.ranges());
    const text = this.out.text().split('\n');
    for (const { node, value } of this.program.terms) {
      const inner = value.op === 'binary' ? value.b : value;
      const first =
        inner.op === 'call' ? text.findIndex((line) => line.startsWith(`const ${this.formulaName(inner.of)} =`)) : -1;
      if (first < 0) continue;
      const length = text.slice(first).findIndex((line) => line.endsWith(';')) + 1;
      lines.set(node, [...(lines.get(node) ?? []), { first: first, last: first + length }]);
    }
    return lines;
  }

  private parameters(names: readonly string[]): string {
    return names.map((name) => this.typed(name, 'tf.Tensor')).join(', ');
  }

  private typed(name: string, type: string): string {
    return this.typescript ? `${name}: ${type}` : name;
  }
}

const isLasso = (value: Value): boolean => value.kind === 'tensor' && value.tensor.op === 'lasso';

const pair = (key: string, value: string): string => (key === value ? key : `${key}: ${value}`);

function section(out: SourceWriter, title: string): void {
  out.line();
  out.line(`// ── ${title} ${'─'.repeat(Math.max(0, 92 - title.length))}`);
  out.line();
}
