import { type Phase, phasesOf } from './phase';
import type { CodeVariable, EnergyProgram, Link, ObservationInput, Passage, Setting } from './program';

/** What an emitted module can do, for whoever runs it: names, shapes, and the settings of its training. */
export interface Manifest {
  readonly name: string;
  /** In the order of the arguments of `energy`, `infer` and `step`. */
  readonly observations: readonly {
    readonly node: string;
    readonly shape: readonly number[];
    readonly dataset: string;
  }[];
  /** The keys of what `energyTerms`, `contrastTerms` and `step` return. */
  readonly terms: readonly {
    readonly node: string;
    readonly name: string;
    readonly formula: string;
    /** Where it comes from: the energy, or what lifts the energy off the data. */
    readonly of: 'energy' | 'contrast';
    /** Whether the loss counts it. */
    readonly counts: boolean;
  }[];
  /**
   * The code that `encode` gives and `decode` takes, the observation that `encode` reads, and the name by which `energy` takes
   * a code that is given in place of the one of least energy.
   */
  readonly code: (CodeVariable & { readonly reads: string; readonly name: string | undefined }) | undefined;
  /** All blocks of codes: of several, none is the one above. */
  readonly codes: readonly string[];
  /** The block whose output `decode` and `reconstruct` give, the observation that `reconstruct` reads, and which it predicts. */
  readonly decoder:
    | {
        readonly node: string;
        readonly shape: readonly number[];
        readonly link: Link;
        readonly reads: string;
        readonly target: string;
      }
    | undefined;
  /** Each training sample keeps a code: `step` also takes the indices of its samples. */
  readonly persistent: boolean;
  /** The keys of what `infer` returns, in the order of the flow, and the block that gives each. */
  readonly signals: readonly { readonly node: string; readonly name: string }[];
  /** What a step does, in its order; where there is more than one, `phases` of the model takes them one by one. */
  readonly phases: readonly Phase[];
  /** Names among the model's variables that are no parameters: codes of the training samples, chains of negatives. */
  readonly kept: readonly string[];
  /** A corruption of the observation, if there is one: `corrupt` gives its output. */
  readonly corruption: { readonly node: string } | undefined;
  /** The observation that `complete` fills in, the others being given as a whole. */
  readonly completes: string | undefined;
  /** True where a prior says what codes to draw, so that the module has `sample`. */
  readonly canSample: boolean;
  readonly settings: readonly Setting[];
  readonly training: {
    readonly optimizer: string;
    readonly learningRate: number;
    readonly weightDecay: number | undefined;
    readonly clipNorm: number | undefined;
    readonly batch: number;
    readonly steps: number;
    readonly seed: number;
  };
}

/** Which lines of the source a block wrote: first and last, from 1. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** A module as text, and which block wrote which lines of it. */
export interface EmittedModule {
  readonly source: string;
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
  readonly manifest: Manifest;
}

/** The observation that pictures start from: what a prediction or a code is computed from. */
export function shownObservation({
  observations,
  decoder,
  code,
}: Pick<Manifest, 'observations' | 'decoder' | 'code'>): Manifest['observations'][number] | undefined {
  const reads = decoder?.reads ?? code?.reads;
  return observations.find(({ node }) => node === reads) ?? observations[0];
}

/** What an emitted module can do, for whoever runs it. */
export function manifestOf(program: EnergyProgram): Manifest {
  const { searched } = program;
  const persistent = searched?.search.how.kind === 'descent' && searched.search.how.visit !== undefined;
  const observed = ({ input }: Passage): string =>
    program.observations.find(({ name }) => name === input.name)?.node ?? '';
  return {
    name: program.name,
    observations: program.observations.map(({ node, shape, dataset }) => ({ node, shape, dataset })),
    terms: termsOf(program),
    code: program.code &&
      program.encode && { ...program.code, reads: observed(program.encode), name: givenCode(program) },
    codes: program.codes,
    decoder: program.decoder &&
      program.reconstruct && {
        ...program.decoder,
        link: program.reconstruct.link,
        reads: observed(program.reconstruct),
      },
    persistent,
    signals: program.flow.map(({ node, call }) => ({ node, name: call.name })),
    phases: phasesOf(program),
    kept: [...(persistent ? [`memory.${searched.step.call.name}`] : []), ...(keepsChains(program) ? ['chains'] : [])],
    corruption: program.corruption && { node: program.corruption.node },
    completes: completedOf(program)?.node,
    canSample: program.prior !== undefined && program.decode !== undefined,
    settings: program.settings,
    training: {
      optimizer: program.optimizer,
      learningRate: program.learningRate,
      weightDecay: program.weightDecay,
      clipNorm: program.clipNorm,
      batch: program.batch,
      steps: program.steps,
      seed: program.seed,
    },
  };
}

/** The observation of which a part can be found from the rest. */
const completedOf = ({ completion, observations }: EnergyProgram): ObservationInput | undefined =>
  completion?.kind === 'descent' ? completion.observed : completion && observations[0];

/** Whether chains of negative samples go on from step to step. */
export const keepsChains = ({ contrasts }: EnergyProgram): boolean =>
  contrasts.some(({ how }) => how.kind === 'sampled' && how.start === 'buffer');

function termsOf({ terms, contrasts, searched }: EnergyProgram): Manifest['terms'] {
  const shaped = contrasts.some(({ how }) => how.kind === 'score');
  const energy = terms.map(({ node, name, formula }) => ({
    node,
    name,
    formula,
    of: 'energy' as const,
    counts: !shaped,
  }));
  const lifted = contrasts.map(({ node, name, formula }) => ({
    node,
    name,
    formula,
    of: 'contrast' as const,
    counts: true,
  }));
  const how = searched?.search.how;
  if (!searched || how?.kind !== 'every' || how.take === 'least') return [...energy, ...lifted];
  const { node, call, target } = searched.step;
  const sum = terms.map(({ formula }) => formula).join(' + ');
  const formula = `−1/β log Σ e^{−β (${sum})} over ${target.name}`;
  return [{ node, name: call.name, formula, of: 'energy', counts: !shaped }, ...lifted];
}

/** An energy that weighs all codes takes none. */
function givenCode({ searched }: EnergyProgram): string | undefined {
  const how = searched?.search.how;
  return how?.kind === 'every' && how.take === 'expected' ? undefined : searched?.step.target.name;
}
