import { constant, type Expression, formula, mean, mul, sub, sum } from '../../program/expression';
import type { Arrival } from '../../program/program';
import { type Port, type ShapeResult, signal, tensor } from '../block';
import { choice } from '../parameter';
import { coversSites, formatShape, type Signal, sameSizes } from '../signal';
import { weight } from '../weight';

/** What every distance between a prediction and an observation shares: its ports, and that both have one shape. */
export const distancePorts: { readonly inputs: readonly Port[]; readonly outputs: readonly Port[] } = {
  inputs: [
    {
      name: 'prediction',
      kind: 'signal',
      roles: ['reconstruction', 'observation', 'feature', 'code'],
      about: 'What was predicted, x̂.',
    },
    {
      name: 'target',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction'],
      about: 'What was observed, x.',
    },
  ],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Energy a sample, summed over the axes.' }],
};

/** A distance that is a sum over sites, of which a mask may leave only the hidden ones, by its ports. */
export const siteDistance: typeof distancePorts & { readonly bySite: true } = {
  bySite: true,
  inputs: [
    ...distancePorts.inputs,
    { name: 'mask', kind: 'signal', roles: ['mask'], optional: true, about: 'Only what a mask hides counts.' },
  ],
  outputs: distancePorts.outputs,
};

export const distanceWeight = weight('Weight', 'How much this distance counts in the energy.');

type Reduction = 'sum' | 'mean';

/** What every distance over the sites is set by. */
export const siteParameters = {
  weight: distanceWeight,
  reduction: choice<Reduction>({
    label: 'Reduction',
    help: 'Whether the errors of the sites are added, as in a log-likelihood, or divided by how many sites a sample has.',
    effect: 'rebuild',
    implied: true,
    default: 'sum',
    options: { sum: 'sum over the sites', mean: 'mean over the sites' },
  }),
};

/** `‖x − x̂‖² / n`: how a mean over the n sites of a sample is written. */
export const reduced = (reduction: Reduction, written: string): string =>
  reduction === 'mean' ? `${written} / n` : written;

/** The formula of a distance of which a mask may leave only the hidden sites. */
export const masked = (
  { mask }: { readonly [port: string]: string },
  { reduction }: { readonly reduction: Reduction },
  written: string,
): string => `${reduced(reduction, written)}${mask === undefined ? '' : ` where ${mask} = 0`}`;

/**
 * A distance that adds up an error over the sites, as a formula of its own name: over all of them, with a mask
 * `[batch, ...shape]`, 1 where it is seen, over the hidden ones alone, or with `seen` over the seen ones alone; a mask of
 * one channel covers all channels of a site. A mean divides by the number of all sites.
 */
export function overSites(
  name: string,
  about: string,
  prediction: 'xHat' | 'logits',
  error: (x: Expression, prediction: Expression) => Expression,
): (reduction: Reduction, inputs: { readonly [port: string]: Arrival }) => Expression {
  const reductions = {
    sum: { name, all: 'summed over the axes', part: '', reduce: sum },
    mean: {
      name: `mean${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      all: 'averaged over the axes',
      part: ' and divided by the number of all sites',
      reduce: mean,
    },
  };
  return (reduction, inputs) => {
    const { name: called, all, part, reduce } = reductions[reduction];
    const [x, xHat] = [tensor(inputs, 'target'), tensor(inputs, 'prediction')];
    const over = (which: 'Seen' | 'Hidden', words: string, counts: (seen: Expression) => Expression): Expression => {
      const body = (a: Expression, b: Expression, seen: Expression): Expression =>
        reduce(mul(counts(seen), error(a, b)));
      const seen = tensor(inputs, which === 'Seen' ? 'seen' : 'mask');
      const sentence = `${about}, summed over the sites ${words}${part}.`;
      return formula(`${called}Of${which}`, sentence, ['x', prediction, 'seen'], body)(x, xHat, seen);
    };
    if (inputs.seen) return over('Seen', 'that are seen', (seen) => seen);
    if (inputs.mask) return over('Hidden', 'that the mask hides', (seen) => sub(constant(1), seen));
    return formula(called, `${about}, ${all}.`, ['x', prediction], (a, b) => reduce(error(a, b)))(x, xHat);
  };
}

export function distanceShape(node: string, inputs: { readonly [port: string]: Signal }): ShapeResult {
  const [prediction, target] = [signal(inputs, 'prediction'), signal(inputs, 'target')];
  if (!sameSizes(prediction.shape, target.shape)) {
    return {
      problem: {
        code: 'EBM2005',
        message: `“${node}” compares a prediction of ${formatShape(prediction.shape)} with a target of ${formatShape(target.shape)}; make them alike.`,
        port: 'prediction',
        wants: [
          { port: 'prediction', shape: target.shape },
          { port: 'target', shape: prediction.shape },
        ],
      },
    };
  }
  if (inputs.mask && !coversSites(inputs.mask.shape, target.shape)) {
    return {
      problem: {
        code: 'EBM2005',
        message: `“${node}” has a mask of ${formatShape(inputs.mask.shape)} for a target of ${formatShape(target.shape)}; mask the target itself.`,
        port: 'mask',
      },
    };
  }
  return { outputs: {} };
}
