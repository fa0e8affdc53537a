import { formula, square, stopGradient, sub, sum } from '../../program/expression';
import { signal, tensor, termBlock } from '../block';
import { choice } from '../parameter';
import { formatShape, sameSizes } from '../signal';
import { weight } from '../weight';
import { embeddingRoles } from './embedding';

const codePredictionError = formula('codePredictionError', '‖z − f(x)‖² a sample.', ['z', 'f'], (z, f) =>
  sum(square(sub(z, f))),
);

export const codePrediction = termBlock({
  type: 'code-prediction',
  title: 'Code prediction',
  category: 'regularizer',
  about: 'How far the code is from what an encoder predicts: the encoder learns to infer, or the code stays near it.',
  keywords: ['psd', 'predictive sparse decomposition', 'commitment', 'vq-vae', 'amortise', 'inference', 'encoder'],
  reference: 'Kavukcuoglu et al. 2008; van den Oord et al. 2017, eq. 3 for a commitment of weight 0.25',
  parameters: {
    weight: weight('Weight', 'How much the distance between code and encoder counts.'),
    moves: choice({
      label: 'What moves',
      help: 'Both are drawn to each other; or the encoder alone learns, and the code is its target; or the code alone is drawn to the encoder.',
      effect: 'rebuild',
      default: 'both',
      options: { both: 'both', encoder: 'the encoder', code: 'the code' },
    }),
  },
  inputs: [
    { name: 'code', kind: 'signal', roles: embeddingRoles, about: 'The code, z.' },
    { name: 'prediction', kind: 'signal', roles: embeddingRoles, about: 'What the encoder says it is, f(x).' },
  ],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Energy a sample, summed over dimensions.' }],
  idHint: 'codePrediction',
  proximal: 'quadratic',
  given: ({ moves }) => (moves === 'encoder' ? ['code'] : moves === 'code' ? ['prediction'] : []),
  summary: ({ weight, moves }) =>
    `${weight === 1 ? '' : `${weight} `}‖z − f(x)‖²${moves === 'both' ? '' : ` · ${moves}`}`,
  formula: ({ code, prediction }) => `‖${code} − ${prediction}‖²`,
  shape({ node, inputs }) {
    const [code, prediction] = [signal(inputs, 'code'), signal(inputs, 'prediction')];
    if (sameSizes(code.shape, prediction.shape)) return { outputs: {} };
    const message = `“${node}” compares a code of ${formatShape(code.shape)} with a prediction of ${formatShape(prediction.shape)}; make them alike.`;
    const wants = [
      { port: 'prediction', shape: code.shape },
      { port: 'code', shape: prediction.shape },
    ];
    return { problem: { code: 'EBM2005', message, port: 'prediction', wants } };
  },
  lower(_, { moves }, inputs) {
    const [z, f] = [tensor(inputs, 'code'), tensor(inputs, 'prediction')];
    return codePredictionError(moves === 'encoder' ? stopGradient(z) : z, moves === 'code' ? stopGradient(f) : f);
  },
});
