import { type Port, type ShapeResult, signal } from '../block';
import { formatShape, type Signal, sameSizes } from '../signal';
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

export const distanceWeight = weight('Weight', 'How much this distance counts in the energy.');

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
  return { outputs: {} };
}
