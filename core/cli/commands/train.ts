import { basename, join } from 'node:path';
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { trainingParameters } from '../../blocks/training';
import type { Manifest } from '../../program/manifest';
import { type SampleSet, unrecordedWords } from '../../training/protocol';
import { type RunRecord, runId } from '../../training/record';
import { graphFile } from '../../training/run-files';
import { latestEnergy, StepLog } from '../../training/step-log';
import { type Evaluation, Trainer } from '../../training/trainer';
import type { Command, Given } from '../command';
import { fastestFile } from '../fastest-backend';
import { Fault, printable } from '../fault';
import { type CompiledFile, compileGraph } from '../graph-file';
import { loadModule } from '../load-module';
import { backendChoices, startTrainingBackend } from '../node-backend';
import { Progress } from '../progress';
import { type EarlierRun, prepareRunFolder, readRun, writeRun } from '../run-folder';
import { dataOptions, describeSamples, SampleReader, type SplitSamples } from '../samples';
import { sha256 } from '../sha256';
import { type Ending, trainFor } from '../training-session';
import { version } from '../version';

const exitCodes: Record<Ending, number> = { steps: 0, 'not finite': 1, interrupted: 130 };

export const trainCommand: Command = {
  name: 'train',
  about: 'Trains the model of a graph and prints one JSON object: its energy on held-out data before and after.',
  operands: 'FILE',
  options: [
    ...dataOptions,
    {
      name: 'test',
      value: 'NODE=PATH',
      many: true,
      about: 'Held-out samples; without it the last tenth of the file of --data.',
    },
    { name: 'steps', value: 'N', about: 'How many steps; else as the graph says.' },
    { name: 'epochs', value: 'N', about: 'How many times through the data, instead of --steps.' },
    { name: 'batch', value: 'N', about: 'Samples a step; else as the graph says.' },
    { name: 'seed', value: 'S', about: 'Of weights, order and noise; else as the graph says.' },
    {
      name: 'backend',
      value: 'auto|wasm|cpu',
      about: 'What computes: WebAssembly, or plain JavaScript; auto measures both once, and remembers.',
    },
    { name: 'plain', about: 'Computes with TensorFlow.js as it is, without accelerations or recorded steps.' },
    {
      name: 'resume',
      value: 'RUN',
      about: 'Goes on with a run of this graph, to the bit as if it had not stopped; --out is RUN then.',
    },
    {
      name: 'fork',
      value: 'RUN',
      about: 'A new run of the same graph from where another stood: at its end, or at the step of --at.',
    },
    { name: 'at', value: 'STEP', about: 'With --fork: one of the snapshots that the run keeps.' },
    { name: 'out', value: 'RUN', about: 'A folder for the run: record, graph, code, curve and weights.' },
    { name: 'json', about: 'Nothing but the JSON object: no words for a person.' },
  ],
  example: 'ebm train templates/vae.ebm.json --epochs 1 --out runs/vae',
  async run(given) {
    const file = await compileGraph(given.file());
    const { manifest } = file.module;
    const [run, parent] = [given.text('resume'), given.text('fork')];
    const at = given.wholeNumber('at', 0, Number.MAX_SAFE_INTEGER);
    if (run !== undefined && parent !== undefined)
      throw new Fault('--resume goes on with a run, --fork begins one; give one.');
    if (at !== undefined && parent === undefined) throw new Fault('--at is the step of a run to --fork.');
    const source = run ?? parent;
    const earlier = source === undefined ? undefined : await readRun(source, at);
    const settings = readSettings(given, manifest, earlier);
    const backendChoice = given.choice('backend', backendChoices, 'auto');
    const out = given.text('out') ?? run;
    const data = await new SampleReader(manifest, file.checked, given).split();
    if (source !== undefined && earlier) refuseOther(source, earlier, file, data);
    if (out !== undefined) await prepareRunFolder(out);

    const module = await loadModule(file.module);
    const plain = given.flag('plain');
    const { batch, seed } = settings;
    const build = (): Trainer =>
      new Trainer({ module, manifest, train: sets(data, 'train'), test: sets(data, 'test'), batch, seed, plain });
    const { backend, note } = await startTrainingBackend(
      backendChoices.find((choice) => backendChoice === 'auto' && choice === earlier?.record.backend) ?? backendChoice,
      plain ? 'all' : [],
      build,
      fastestFile({ source: file.module.source, batch, plain }),
    );
    const quiet = given.flag('json');
    if (note && !quiet) process.stderr.write(`${printable(note)}\n`);
    const trainer = build();
    const { perEpoch } = trainer.batches;
    const steps = settings.epochs ? Math.max(1, Math.round(settings.epochs * perEpoch)) : settings.steps;
    const log = earlier?.log ?? new StepLog(manifest.terms.map(({ node }) => node));
    if (earlier) await takeUp(trainer, earlier);
    const began = new Date();
    const result = await trainFor(trainer, steps, new Progress(quiet), log, earlier?.ladder);

    const { ended, start, final } = result;
    const { obstacle } = trainer;
    const summary = {
      name: manifest.name,
      steps: log.steps,
      epochs: log.steps / perEpoch,
      seconds: result.seconds + (earlier?.seconds ?? 0),
      stepsPerSecond: (log.steps - (earlier?.snapshot.step ?? 0)) / Math.max(result.seconds, 1e-9),
      backend,
      seed,
      parameters: trainer.parameterCount,
      start: written(start),
      final: written(final),
      data: describeData(data),
      ended,
    };
    if (out !== undefined) {
      const { training } = manifest;
      const record: RunRecord = {
        ...summary,
        id: basename(out) || runId(began, manifest.name, seed),
        began: began.toISOString(),
        graph: { file: file.path, sha256: sha256(file.bytes) },
        code: { sha256: sha256(file.module.source) },
        versions: { ebm: version, tfjs: tfjsVersion, node: process.version },
        precision: 'float32',
        batch: trainer.batches.size,
        optimizer: training.optimizer,
        learningRate: training.learningRate,
        parent: null,
        edits: earlier?.edits ?? [],
        resumedAt: [],
        stepsAsked: steps,
        energy:
          latestEnergy(
            log,
            manifest.terms.map(({ counts }) => counts),
          ) ?? null,
        problem: result.problem ?? null,
        ...(earlier && origin(earlier, parent)),
      };
      const { snapshot, ladder } = result;
      await writeRun(out, { graph: file.bytes, module: file.module.source, curve: log.text, snapshot, ladder, record });
    }
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    if (result.problem !== undefined) process.stderr.write(`${printable(result.problem)}\n`);
    else if (!quiet) {
      const said = [unrecordedWords(obstacle), words(summary, out)].filter((line) => line !== undefined);
      process.stderr.write(`${printable(said.join('\n'))}\n`);
    }
    return exitCodes[ended];
  },
};

function readSettings(given: Given, { training }: Manifest, earlier: EarlierRun | undefined) {
  const { steps, batch, seed } = trainingParameters;
  const fixed = ['seed', 'batch'].find((name) => earlier && given.flag(name));
  if (fixed) throw new Fault(`--${fixed} is the run's own with --resume and --fork; leave it away.`);
  const bounded = (name: string, { control }: typeof steps, otherwise: number): number =>
    (control.kind === 'number' ? given.wholeNumber(name, control.minimum, control.maximum) : undefined) ?? otherwise;
  const epochs = given.positiveNumber('epochs', 1_000_000);
  if (epochs !== undefined && given.flag('steps'))
    throw new Fault('--steps and --epochs both say where to end; give one.');
  return {
    steps: bounded('steps', steps, earlier?.steps ?? training.steps),
    epochs,
    batch: earlier?.batch ?? bounded('batch', batch, training.batch),
    seed: earlier?.snapshot.seed ?? bounded('seed', seed, training.seed),
  };
}

/** A run goes on as it would have only with the graph and the data that it had. */
function refuseOther(
  run: string,
  { record }: EarlierRun,
  file: CompiledFile,
  data: ReadonlyMap<string, SplitSamples>,
): void {
  const hashOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'sha256' in value ? value.sha256 : undefined;
  if (hashOf(record.graph) !== sha256(file.bytes)) {
    throw new Fault(`${file.path} is not the graph of ${run} as it was: name ${join(run, graphFile)}.`);
  }
  const known = record.data as ReturnType<typeof describeData> | undefined;
  for (const [node, parts] of Object.entries(describeData(data))) {
    if (hashOf(known?.[node]?.train) === parts.train.sha256) continue;
    throw new Fault(
      `The samples of “${node}” are not those of ${run}: give the file that it was trained on with --data.`,
    );
  }
}

const sets = (data: ReadonlyMap<string, SplitSamples>, part: keyof SplitSamples): { [node: string]: SampleSet } =>
  Object.fromEntries([...data].map(([node, split]) => [node, split[part].set]));

const describeData = (data: ReadonlyMap<string, SplitSamples>) =>
  Object.fromEntries(
    [...data].map(([node, { train, test }]) => [node, { train: describeSamples(train), test: describeSamples(test) }]),
  );

/** A model that reconstructs nothing has no such error: null, as JSON has no other way to say so. */
const written = ({ energy, terms, reconstructionError }: Evaluation) => ({
  energy,
  terms,
  reconstructionError: reconstructionError ?? null,
});

/** The run as it was, and the numbers that were changed while it ran. */
async function takeUp(trainer: Trainer, { snapshot, edits }: EarlierRun): Promise<void> {
  await trainer.restore(snapshot);
  for (const { node, name, value } of edits) if (typeof value === 'number') trainer.change(node, name, value);
}

/** What a record says of the run that it goes on with, or that it was forked from. */
const origin = (
  { record, resumedAt, snapshot: { step } }: EarlierRun,
  parent: string | undefined,
): Partial<RunRecord> =>
  parent === undefined
    ? {
        ...(record.id === undefined ? {} : { id: record.id }),
        ...(record.began === undefined ? {} : { began: record.began }),
        ...('start' in record ? { start: record.start } : {}),
        parent: record.parent ?? null,
        resumedAt: [...resumedAt, step],
      }
    : { parent: { id: record.id ?? basename(parent), step } };

function words(
  {
    name,
    steps,
    epochs,
    seconds,
    backend,
    start,
    final,
    ended,
  }: {
    readonly name: string;
    readonly steps: number;
    readonly epochs: number;
    readonly seconds: number;
    readonly backend: string;
    readonly start: { readonly energy: number };
    readonly final: { readonly energy: number };
    readonly ended: Ending;
  },
  out: string | undefined,
): string {
  const short = (value: number): number => Number(value.toPrecision(5));
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const where = out === undefined ? 'nothing was kept, for want of --out' : `kept in ${out}`;
  return (
    `${name}: ${ended === 'interrupted' ? 'interrupted after ' : ''}${count(steps, 'step')} (${count(short(epochs), 'epoch')}) ` +
    `in ${short(seconds)} s on ${backend}; energy ${short(start.energy)} → ${short(final.energy)} on held-out data; ${where}.`
  );
}
