import { formula, sum } from '../../program/expression';
import { signal, tensor, termBlock } from '../block';
import { formatShape, volume } from '../signal';
import { weight } from '../weight';

const potentialOf = formula('potential', 'The one number of each sample, as it is.', ['f'], (f) => sum(f));

export const potential = termBlock({
  type: 'potential',
  title: 'Potential',
  category: 'distance',
  about: 'A number that a network gives each sample, taken as its energy: a log density, negated, up to a constant.',
  keywords: ['energy network', 'scalar', 'unnormalised', 'log density', 'score', 'critic', 'contrastive'],
  reference: 'LeCun et al. 2006',
  parameters: { weight: weight('Weight', 'How much this number counts in the energy.') },
  inputs: [
    { name: 'input', kind: 'signal', roles: ['feature', 'code', 'reconstruction'], about: 'One number a sample.' },
  ],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'The same number, as energy.' }],
  idHint: 'potential',
  bottomless: true,
  summary: ({ weight }) => (weight === 1 ? 'f(x)' : `${weight} f(x)`),
  formula: ({ input }) => `${input}`,
  shape({ node, inputs }) {
    const { shape } = signal(inputs, 'input');
    if (volume(shape) === 1) return { outputs: {} };
    const message = `“${node}” takes one number a sample as its energy; ${formatShape(shape)} arrived. Add a dense layer of 1 unit.`;
    const wants = [{ port: 'input', shape: [{ name: 'feature', size: 1 }] }];
    return { problem: { code: 'EBM2012', message, port: 'input', wants } };
  },
  lower: (_, __, inputs) => potentialOf(tensor(inputs, 'input')),
});
