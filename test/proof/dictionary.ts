import type { Trainer } from '../../core/training/trainer';
import { dualityGap, type Lasso, lassoEnergy, proximalGradient } from './oracles/lasso';
import { identity, type Matrix, row, rows, squaredDistance, squaredNorm, subtract, zeros } from './oracles/matrix';
import { block, type Graph, given, untrained } from './system';

/** What a linear decoder adds for each unit of its code, and what it adds besides. */
export interface Dictionary {
  readonly lasso: Lasso;
  /** The prediction of the code 0, `[1, size]`. */
  readonly bias: Matrix;
}

/** The dictionary of a decoder that is linear, whatever its layers are: its answers to the unit codes. */
export function dictionaryOf(trainer: Trainer, penalty: number, nonNegative = false): Dictionary {
  const units = trainer.manifest.code?.dimensions ?? 0;
  const decoded = (codes: Matrix): Matrix => decode(trainer, codes);
  const bias = decoded(zeros(1, units));
  const atoms = decoded(identity(units));
  const shift = row(bias, 0);
  rows(atoms).forEach((atom, k) => {
    atoms.data.set(subtract(atom, shift), k * atoms.columns);
  });
  return { lasso: { atoms, weight: 1, penalty, nonNegative }, bias };
}

/** The data of codes `[N, units]`, `[N, size]`. */
export function decode(trainer: Trainer, codes: Matrix): Matrix {
  const { decode: decoder } = trainer.model;
  if (!decoder) throw new Error('The model has no decoder.');
  return given(trainer, codes, decoder, [codes.columns]);
}

/** The inferred codes of samples, after as many steps as it takes: the same weights, another number of steps. */
export async function inferred(
  id: string,
  from: Trainer,
  samples: Matrix,
  steps: number,
  change: (graph: Graph) => void = () => {},
): Promise<Matrix> {
  const trainer = await untrained(id, {
    change: (graph) => {
      change(graph);
      Object.assign(block(graph, 'code'), { steps });
    },
  });
  const missing = trainer.load(await from.weights());
  if (missing.length) throw new Error(`${missing.join(', ')} found no weights.`);
  const { encode } = trainer.model;
  if (!encode) throw new Error('The model infers no code.');
  const codes = given(trainer, samples, encode);
  trainer.dispose();
  return codes;
}

const targets = ({ bias }: Dictionary, samples: Matrix): Float64Array[] =>
  rows(samples).map((y) => subtract(y, row(bias, 0)));

/** The duality gap of each code as a fraction of its energy. */
export function relativeGaps(dictionary: Dictionary, samples: Matrix, codes: Matrix): number[] {
  const { lasso } = dictionary;
  return targets(dictionary, samples).map((y, n) => {
    const z = row(codes, n);
    return dualityGap(lasso, y, z) / lassoEnergy(lasso, y, z);
  });
}

/** The codes of least energy in doubles, `[N, units]`: FISTA with restarts. */
export const optimalCodes = (dictionary: Dictionary, samples: Matrix): Matrix =>
  codesBy(dictionary, samples, proximalGradient(dictionary.lasso, { method: 'restarted-fista', iterations: 500 }));

/** The codes after a few steps of ISTA from zero, `[N, units]`. */
export const istaCodes = (dictionary: Dictionary, samples: Matrix, iterations: number): Matrix =>
  codesBy(dictionary, samples, proximalGradient(dictionary.lasso, { method: 'ista', iterations }));

function codesBy(dictionary: Dictionary, samples: Matrix, infer: (y: Float64Array) => Float64Array): Matrix {
  const codes = zeros(samples.rows, dictionary.lasso.atoms.rows);
  targets(dictionary, samples).forEach((y, n) => {
    codes.data.set(infer(y), n * codes.columns);
  });
  return codes;
}

/** Σ‖z − z*‖² / Σ‖z*‖² over samples. */
export const codeError = (codes: Matrix, optimal: Matrix): number =>
  squaredDistance(codes.data, optimal.data) / squaredNorm(optimal.data);

/** How much more energy codes have than the optimal ones, as a fraction of theirs. */
export function excessEnergy(dictionary: Dictionary, samples: Matrix, codes: Matrix, optimal: Matrix): number {
  const of = (z: Matrix): number =>
    targets(dictionary, samples).reduce((sum, y, n) => sum + lassoEnergy(dictionary.lasso, y, row(z, n)), 0);
  return of(codes) / of(optimal) - 1;
}
