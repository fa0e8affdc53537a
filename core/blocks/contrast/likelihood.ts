import { contrastBlock } from '../block';
import { integer, number } from '../parameter';
import { formatShape, volume } from '../signal';
import { totalPort } from './total';

export const likelihood = contrastBlock({
  ...totalPort,
  type: 'likelihood',
  title: 'Exact likelihood',
  about:
    'Lifts the energy everywhere at once, by the logarithm of the partition function, summed over a grid of the plane.',
  keywords: ['maximum likelihood', 'gibbs', 'boltzmann', 'partition function', 'quadrature', 'density', 'push up'],
  reference: 'LeCun et al. 2006, eq. 6',
  parameters: {
    beta: number({
      label: 'β',
      help: 'The inverse temperature of the density e^{−βF} / Z.',
      effect: 'live',
      implied: true,
      default: 1,
      minimum: 1e-6,
      maximum: 1e6,
    }),
    extent: number({
      label: 'Extent',
      help: 'The grid covers the square from −extent to extent; the energy outside it is taken as infinite.',
      effect: 'rebuild',
      default: 4,
      minimum: 1e-3,
      maximum: 1e6,
    }),
    points: integer({
      label: 'Points',
      help: 'How many points the grid has along each axis.',
      effect: 'rebuild',
      default: 81,
      minimum: 3,
      maximum: 401,
    }),
  },
  idHint: 'likelihood',
  lifts: 'likelihood',
  summary: ({ points, extent }) => `${points}×${points} on [−${extent}, ${extent}]²`,
  observed: (_, { shape }) =>
    volume(shape) === 2
      ? undefined
      : `The partition function is summed over a grid of the plane, and an observation is ${formatShape(shape)}; take contrastive samples instead.`,
  lower: (scope, { beta, extent, points }) => ({
    formula: '1/β log ∫ e^{−βF}',
    how: { kind: 'likelihood', beta: scope.setting('beta', beta), extent, points },
  }),
});
