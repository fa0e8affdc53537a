import { add, matMul } from '../../program/expression';
import { choice, integer } from '../parameter';
import { shapeOf, sizesOf, volume } from '../signal';
import { layer } from './layer';

export const embedding = layer({
  type: 'embedding',
  title: 'Embedding',
  about: 'A learned vector for each category of the last axis, one-hot or by its share, and one for each place.',
  reference: 'Mikolov et al. 2013; Gehring et al. 2017 for places',
  parameters: {
    units: integer({
      label: 'Units',
      help: 'How many numbers a vector has.',
      effect: 'rebuild',
      default: 32,
      minimum: 1,
      maximum: 4096,
    }),
    places: choice({
      label: 'Places',
      help: 'A learned vector for each place, added to that of its category, where the layers behind cannot tell places apart.',
      effect: 'rebuild',
      default: 'none',
      options: { none: 'none', learned: 'learned' },
    }),
  },
  summary: ({ units, places }) => `embedding ${units}${places === 'learned' ? ' + places' : ''}`,
  shape({ units, places }, input) {
    const shape = shapeOf([...sizesOf(input).slice(0, -1), units]);
    const vectors = (input.at(-1)?.size ?? 0) * units;
    return { shape, parameters: vectors + (places === 'learned' ? volume(shape) : 0) };
  },
  lower(scope, { units, places }, x, output) {
    // One category at a time is on: a vector is scaled as if it had one input.
    const initializer = { kind: 'glorotUniform', fanIn: 1, fanOut: units } as const;
    const vectors = scope.parameter([scope.layer, 'vectors'], [x.shape.at(-1) ?? 0, units], initializer);
    const embedded = matMul(x, vectors);
    if (places === 'none') return embedded;
    return add(embedded, scope.parameter([scope.layer, 'places'], sizesOf(output), initializer));
  },
});
