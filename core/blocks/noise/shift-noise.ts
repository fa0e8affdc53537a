import { shift, uniformLike } from '../../program/expression';
import { signal, signalBlock, tensor } from '../block';
import { integer } from '../parameter';
import { formatShape } from '../signal';
import { corruption } from './corruption';

export const shiftNoise = signalBlock({
  ...corruption,
  type: 'shift-noise',
  title: 'Shift',
  about: 'Moves each image as a whole by a few pixels while training: another view of the same thing.',
  keywords: ['augmentation', 'view', 'translation', 'crop', 'joint embedding', 'invariance', 'corruption'],
  reference: 'Chen et al. 2020',
  parameters: {
    pixels: integer({
      label: 'Pixels n',
      help: 'The furthest that an image is moved each way: any of −n … n as likely, zeros come in.',
      unit: 'pixels',
      effect: 'rebuild',
      default: 1,
      minimum: 1,
      maximum: 16,
    }),
  },
  summary: ({ pixels }) => `± ${pixels} pixels`,
  shape(context) {
    const { shape } = signal(context.inputs, 'input');
    if (shape.length === 3) return corruption.shape(context);
    const message = `“${context.node}” moves an image, height × width × channel; ${formatShape(shape)} arrived.`;
    return { problem: { code: 'EBM2002', message, port: 'input' } };
  },
  lower(scope, { pixels }, inputs) {
    const x = tensor(inputs, 'input');
    const moved = scope.assign('moved', shift(x, 0, pixels, uniformLike(x, [1, 1, 1])));
    return { kind: 'tensor', tensor: shift(moved, 1, pixels, uniformLike(x, [1, 1, 1])) };
  },
});
