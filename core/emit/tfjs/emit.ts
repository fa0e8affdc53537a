import type { Formula } from '../../program/expression';
import { type EmittedModule, type LineRange, manifestOf } from '../../program/manifest';
import { phasesOf } from '../../program/phase';
import type { EnergyProgram, Passage, Value } from '../../program/program';
import { annotate } from './annotate';
import * as overBatch from './batch-sources';
import { writeCompletion } from './completion';
import { writeContrasts } from './contrast';
import { writeEnergy } from './energy';
import { literal, type Prelude, printExpression } from './expressions';
import { shapeWords, writeHeader, writeSettings } from './header';
import { writeSearch, writeSearchParts } from './inference';
import * as inference from './inference-sources';
import { layerFunctions } from './layer-functions';
import { around, type Doc, flat, layout, record } from './layout';
import { isPersistent, writeOptimizer, writeStep } from './learning';
import { ModuleWriter } from './module-writer';
import { writeParameters } from './parameters';
import { offeredPassages, writePassage, writePassages } from './passages';
import { initializers, preludes, projections } from './preludes';
import { secondOrderFunctions } from './second-order';
import { SourceWriter } from './source-writer';
import * as updates from './update-sources';

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

class Emitter extends ModuleWriter {
  readonly typescript: boolean;
  readonly program: EnergyProgram;
  own: string | undefined;
  node: string | undefined;
  readonly secondOrder: boolean;
  private readonly fileName: string;
  private readonly out = new SourceWriter();
  private readonly formulas = new Map<string, string>();
  private readonly names: Set<string>;
  private readonly used = new Set<Prelude>();
  private readonly paths = new Map<string, Passage>();

  constructor(program: EnergyProgram, { fileName, language = 'js' }: EmitOptions) {
    super();
    this.program = program;
    this.secondOrder = program.secondOrder;
    this.fileName = fileName;
    this.typescript = language === 'ts';
    this.names = new Set([
      ...program.functions.map(({ name }) => name),
      ...program.flow.map(({ target }) => target.name),
      ...program.observations.map(({ name }) => name),
    ]);
  }

  get knowsTraining(): boolean {
    return this.used.has('training');
  }

  get knowsProgress(): boolean {
    return this.used.has('progress');
  }

  get draws(): boolean {
    return this.used.has('noise');
  }

  emit(): EmittedModule {
    const { out } = this;
    writeHeader(out, this.program, this.fileName);
    out.line("import * as tf from '@tensorflow/tfjs';");
    writeSettings(out, this.program);
    const model = new SourceWriter(2);
    this.model(model);
    this.createModel(model);
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

  /** A block's own function where the path is one block; else a function of its own. */
  pathName(path: Passage): string {
    const [step] = path.steps;
    if (path.steps.length === 1 && step?.target.name === path.output.name && !path.output.part) return step.call.name;
    const name = `${path.output.name}Of`;
    this.paths.set(name, path);
    return name;
  }

  private createModel(model: SourceWriter): void {
    const { out } = this;
    const options = [
      { name: 'seed', start: literal(this.program.seed), about: undefined },
      ...(isPersistent(this.program)
        ? [{ name: 'samples', start: '1', about: 'how many training samples keep a code of their own' }]
        : []),
      ...(this.counts ? [{ name: 'steps', start: '0', about: 'how many were taken before, by kept weights' }] : []),
    ];
    const about = options.flatMap(({ name, about }) => (about ? `\`${name}\`: ${about}` : []));
    out.line();
    if (about.length) out.line(`/** ${about.join('; ')}. */`);
    out.line(
      `export function createModel({ ${options.map(({ name, start }) => `${name} = ${start}`).join(', ')} } = {}) {`,
    );
    out.append(model);
    out.line('}');
  }

  private model(out: SourceWriter): void {
    const { program } = this;
    const body = new SourceWriter(2);
    section(body, 'Parameters');
    body.line();
    writeParameters(body, program);
    this.state(body);
    section(body, 'Blocks');
    for (const block of program.functions) {
      body.line();
      body.within(block.node, () => this.blockFunction(body, block));
    }
    section(body, 'Energy');
    body.line();
    writeEnergy(this, body);
    writePassages(this, body);
    for (const [name, path] of this.paths) writePassage(this, body, name, 'What changes with the observation', path);
    const { searched } = program;
    if (searched) body.within(searched.step.node, () => writeSearchParts(this, body, searched));
    writeCompletion(this, body);
    if (program.contrasts.length) {
      section(body, 'Contrast');
      writeContrasts(this, body);
    }
    section(body, 'Learning');
    body.line();
    this.learning(body);
    const streams = [
      'initialization: randomStream(seed, 1)',
      ...(this.used.has('noise') ? ['noise: randomStream(seed, 2)'] : []),
      ...(this.used.has('starts') ? ['starts: randomStream(seed, 3)'] : []),
    ];
    out.line(`const random = { ${streams.join(', ')} };`);
    out.append(body);
  }

  /** What is kept beside the parameters: averages of them, and codes of the training samples. */
  private state(out: SourceWriter): void {
    const { averages, searched } = this.program;
    if (averages.length) {
      const copies = averages.map(({ of, name }) => `${name}: copyOf(parameters.${of})`);
      out.line(`const averages = { ${copies.join(', ')} };`);
    }
    if (isPersistent(this.program) && searched) {
      const { step, search } = searched;
      const codes = `random.initialization.normal([samples, ${search.shape.map(literal).join(', ')}])`;
      out.within(step.node, () =>
        out.line(`const memory = tf.tidy(() => ({ ${step.call.name}: tf.variable(${codes}, false) }));`),
      );
    }
  }

  private blockFunction(out: SourceWriter, block: EnergyProgram['functions'][number]): void {
    const step = this.program.flow.find(({ node }) => node === block.node);
    const inputs = block.parameters.map(shapeWords).join(', ');
    if (step) out.line(`/** ${inputs} → ${shapeWords(step.target)}. */`);
    const parameters = block.parameters.map((each) =>
      each.kind === 'gaussian' ? this.typed('{ mean, logVariance }', 'Gaussian') : this.typed(each.name, 'tf.Tensor'),
    );
    this.node = block.name;
    this.own = this.program.averages.some(({ of }) => of === block.name) ? block.name : undefined;
    if (this.own) parameters.push(`own = parameters.${block.name}`);
    const searches = block.result.kind === 'tensor' && block.result.tensor.op === 'search';
    out.line(`function ${block.name}(${parameters.join(', ')})${searches && this.typescript ? ': tf.Tensor' : ''} {`);
    out.indent(() => {
      if (block.result.kind === 'tensor' && block.result.tensor.op === 'search')
        return writeSearch(this, out, block.result.tensor);
      for (const { name, value } of block.body) this.statement(out, `const ${name} = `, printExpression(value, this));
      this.statement(out, 'return ', this.value(block.result));
    });
    out.line('}');
    this.own = undefined;
  }

  private value(value: Value): Doc {
    if (value.kind === 'tensor') return printExpression(value.tensor, this);
    const part = (name: string, doc: Doc): Doc => (doc === name ? name : around(`${name}: `, doc));
    return record(
      part('mean', printExpression(value.mean, this)),
      part('logVariance', printExpression(value.logVariance, this)),
    );
  }

  private learning(out: SourceWriter): void {
    const { program } = this;
    const steps = new SourceWriter(out.column);
    writeStep(this, steps);
    writeOptimizer(this, out);
    out.append(steps);
    if (this.counts) {
      out.line();
      out.line('/** Goes on as after so many steps. */');
      out.line(`function resume(${this.typed('taken', 'number')}) {`);
      out.indent(() => out.line('steps = taken;'));
      out.line('}');
    }
    out.line();
    out.line('function dispose() {');
    out.indent(() => {
      if (program.parameters.some(({ learns }) => learns === 'gradient')) out.line('optimizer.dispose();');
      out.line('tf.dispose(variables);');
    });
    out.line('}');
    out.line();
    const contrast = program.contrasts.length ? ['contrastTerms'] : [];
    const offered = [
      'variables',
      'energy',
      'energyTerms',
      ...contrast,
      'infer',
      ...offeredPassages(this),
      'step',
      ...(this.counts ? ['resume'] : []),
      ...(this.knowsProgress ? ['progress'] : []),
      ...(program.schedule.kind === 'constant' ? [] : ['learningRate']),
      ...(phasesOf(program).length > 1 ? ['phases'] : []),
      ...(program.parameters.some(({ learns }) => learns === 'gradient') ? ['optimizer'] : []),
      'dispose',
    ];
    this.statement(out, 'return ', record(...offered));
    for (const source of this.inside()) {
      out.line();
      for (const line of source.split('\n')) out.line(line);
    }
  }

  /** Functions that stand inside the model, since they draw from its random streams. */
  private inside(): string[] {
    const { parameters } = this.program;
    const kinds = Object.keys(initializers) as (keyof typeof initializers)[];
    return [
      ...kinds
        .filter((kind) =>
          parameters.some(({ initializer, learns }) => learns === 'gradient' && initializer.kind === kind),
        )
        .map((kind) => initializers[kind].source(this.typescript)),
      ...(parameters.some(({ learns }) => learns === 'means') ? [annotate(updates.state, this.typescript)] : []),
      ...(this.used.has('clusterMeans') ? [annotate(updates.startAtPoints, this.typescript)] : []),
      ...(this.used.has('starts') ? [annotate(inference.startingPoints, this.typescript)] : []),
    ];
  }

  private epilogue(): void {
    const { out, used } = this;
    const needs = (...preludes: readonly Prelude[]): boolean => preludes.some((prelude) => used.has(prelude));
    const { averages, parameters } = this.program;
    const bounded = !needs('bounded') ? 'never' : needs('unbounded') ? 'sometimes' : 'always';
    const threshold = needs('non-negative') ? 'positiveThreshold' : 'softThreshold';
    const searching = [
      ...(needs('fista') ? [inference.proximal.fista(threshold)] : []),
      ...(needs('ista') ? [inference.proximal.ista(threshold)] : []),
      ...(needs('non-negative') ? [inference.positiveThreshold] : []),
      ...(needs('fista', 'ista') && this.typescript ? [inference.fitType] : []),
      ...(needs('linear-fit') ? [inference.linearFit] : []),
      ...(needs('quadratic') ? [inference.quadratic] : []),
      ...(needs('descend') ? [inference.descents.descend(bounded)] : []),
      ...(needs('descendByAdam') ? [inference.descents.descendByAdam(bounded)] : []),
      ...(needs('unit-ball') ? [inference.sets['unit-ball']] : []),
      ...(needs('unit-sphere') ? [inference.sets['unit-sphere']] : []),
      ...(needs('repeated') ? [inference.repeated] : []),
      ...(needs('restarts') ? [inference.restarts] : []),
      ...(needs('everyCode') ? [inference.everyCode] : []),
      ...(needs('freeEnergy') ? [inference.freeEnergy(this.secondOrder)] : []),
      ...(needs('withoutGradient') ? [inference.withoutGradient] : []),
    ].map((source) => annotate(source, this.typescript));
    const sources = [
      ...(needs('affine') ? [preludes.affine(this.typescript)] : []),
      ...this.formulas.values(),
      ...[...new Set(this.program.projections.map(({ onto }) => onto))].map((onto) =>
        projections[onto].source(this.typescript),
      ),
      ...this.functionsOf(layerFunctions),
      ...(needs('softThreshold') ? [annotate(inference.softThreshold, this.typescript)] : []),
      ...(needs('silu') ? [preludes.silu(this.typescript, this.secondOrder)] : []),
      ...this.functionsOf(secondOrderFunctions),
      ...(needs('stopGradient') ? [preludes.stopGradient(this.typescript)] : []),
      ...[
        ...(needs('jacobianNorm') ? [updates.jacobianNorm] : []),
        ...(needs('weightNorm') ? [updates.weightNorm] : []),
        ...(needs('infoNce')
          ? [overBatch.infoNce(this.secondOrder ? 'logSumExp(all)' : 'tf.logSumExp(all, 1, true)')]
          : []),
        ...(needs('gaussianGap') ? [overBatch.gaussianGap] : []),
        ...(needs('quantize') ? [updates.quantize, updates.nearest] : []),
        ...(parameters.some(({ learns }) => learns === 'means') ? [updates.clusterMeans] : []),
        ...(averages.length ? [updates.follow] : []),
        ...(this.program.clipNorm === undefined ? [] : [updates.clipped]),
        ...(this.program.weightDecay === undefined ? [] : [updates.weightDecay]),
        ...(needs('total') ? [inference.total] : []),
        ...(needs('meansOf') ? [inference.meansOf] : []),
      ].map((source) => annotate(source, this.typescript)),
      ...(needs('pattern') ? [preludes.pattern(this.typescript)] : []),
      ...(needs('shifted') ? [preludes.shifted(this.typescript)] : []),
      preludes.named(this.typescript),
      preludes.randomStream(this.typescript),
    ];
    if (this.typescript && this.hasOptions) sources.unshift(this.optionType());
    if (this.typescript && this.program.flow.some(({ target }) => target.kind === 'gaussian')) {
      sources.unshift(preludes.gaussian);
    }
    const write = (texts: readonly string[]): void => {
      for (const text of texts) {
        out.line();
        out.line(text);
      }
    };
    out.within(this.program.searched?.step.node, () => write(searching));
    write(sources);
  }

  /** What may be given beside the observations. */
  private optionType(): string {
    const { searched } = this;
    const fields = [
      ...(this.corrupts ? ['corrupting?: boolean'] : []),
      ...(searched ? [`${searched.name}?: tf.Tensor`] : []),
    ];
    return `interface Given {\n${fields.map((field) => `  ${field};`).join('\n')}\n}`;
  }

  private functionsOf(
    sources: { readonly [name in Prelude]?: (typescript: boolean, secondOrder: boolean) => string },
  ): readonly string[] {
    return Object.entries(sources).flatMap(([name, source]) =>
      this.used.has(name as Prelude) ? [source(this.typescript, this.secondOrder)] : [],
    );
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
}

function section(out: SourceWriter, title: string): void {
  out.line();
  out.line(`// ── ${title} ${'─'.repeat(Math.max(0, 92 - title.length))}`);
}
