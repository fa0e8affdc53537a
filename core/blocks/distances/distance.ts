import { constant, type Expression, formula, mul, sub, sum } from '../../program/expression';
import type { Arrival } from '../../program/program';
import { type Port, type ShapeResult, signal, tensor } from '../block';
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

/** The ports of a distance that is a sum over sites, of which a mask may leave only the hidden ones. */
export const maskedDistancePorts: typeof distancePorts = {
  inputs: [
    ...distancePorts.inputs,
    { name: 'mask', kind: 'signal', roles: ['mask'], optional: true, about: 'Only what a mask hides counts.' },
  ],
  outputs: distancePorts.outputs,
};

export const distanceWeight = weight('Weight', 'How much this distance counts in the energy.');

/**
 * A distance that sums an error over the sites, as a formula of its own name: over all of them, or with a mask `[batch,
 * ...shape]`, 1 where it is seen, over the hidden ones alone; a mask of one channel covers all channels of a site.
 */
export function sumOverSites(
  name: string,
  about: string,
  prediction: 'xHat' | 'logits',
  error: (x: Expression, prediction: Expression) => Expression,
): (inputs: { readonly [port: string]: Arrival }) => Expression {
  const all = formula(name, `${about}, summed over the axes.`, ['x', prediction], (x, xHat) => sum(error(x, xHat)));
  const hidden = formula(
    `${name}OfHidden`,
    `${about}, summed over the sites that the mask hides.`,
    ['x', prediction, 'seen'],
    (x, xHat, seen) => sum(mul(sub(constant(1), seen), error(x, xHat))),
  );
  return (inputs) => {
    const [x, xHat] = [tensor(inputs, 'target'), tensor(inputs, 'prediction')];
    return inputs.mask ? hidden(x, xHat, tensor(inputs, 'mask')) : all(x, xHat);
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
