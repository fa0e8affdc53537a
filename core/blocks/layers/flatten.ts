import { reshape } from '../../program/expression';
import { volume } from '../signal';
import { layer } from './layer';

export const flatten = layer({
  type: 'flatten',
  title: 'Flatten',
  about: 'Lays all axes of a sample out in one.',
  parameters: {},
  summary: () => 'flatten',
  shape: (_, input) => ({ shape: [{ name: 'feature', size: volume(input) }], parameters: 0 }),
  lower: (_, __, x, output) => reshape(x, [volume(output)]),
});
