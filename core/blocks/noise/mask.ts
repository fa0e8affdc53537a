import {
  concat,
  type Expression,
  fill,
  mul,
  patternOf,
  type SampleShape,
  sub,
  unary,
  uniformLike,
} from '../../program/expression';
import { type Fix, type LoweringScope, type ShapeProblem, setParameter, signal, signalBlock, tensor } from '../block';
import { choice, integer, number, pattern } from '../parameter';
import { type Half, halfNames, isHalf, placeOf, withoutHalf } from '../part';
import { formatShape, type Shape } from '../signal';
import { openPatches, patchSide } from './patches';

type Hidden = 'random' | Half | 'patches' | 'own';

export const mask = signalBlock({
  type: 'mask',
  title: 'Mask',
  category: 'noise',
  about: 'Says which sites are seen, 1, and which are hidden, 0: what is hidden must be predicted from what is seen.',
  keywords: ['visible', 'hidden', 'missing', 'inpainting', 'clamp', 'predict the rest', 'masked prediction', 'bert'],
  reference: 'Devlin et al. 2019; He et al. 2022',
  parameters: {
    hidden: choice<Hidden>({
      label: 'Hidden',
      help: 'Which sites are hidden: some at random, others each time; one half; whole squares at random; or your own.',
      effect: 'rebuild',
      default: 'random',
      options: { random: 'at random', ...halfNames, patches: 'squares at random', own: 'your own pattern' },
    }),
    rate: number({
      label: 'Rate',
      onlyWith: { parameter: 'hidden', value: ['random', 'patches'] },
      help: 'How many sites, or squares, are hidden at random.',
      effect: 'live',
      default: 0.25,
      minimum: 0,
      maximum: 1,
    }),
    patch: integer({ ...patchSide, implied: true, onlyWith: { parameter: 'hidden', value: 'patches' } }),
    pattern: pattern({
      label: 'Pattern',
      onlyWith: { parameter: 'hidden', value: 'own' },
      help: 'A row of digits for each row of the image, or one for a vector: 1 is seen, 0 is hidden.',
      effect: 'rebuild',
      implied: true,
      default: ['10'],
    }),
    covers: choice({
      label: 'Covers',
      help: 'Each number by itself, or a site with all its channels, as one-hot data need it.',
      effect: 'rebuild',
      implied: true,
      default: 'numbers',
      options: { numbers: 'each number', sites: 'whole sites' },
    }),
  },
  inputs: [
    { name: 'input', kind: 'signal', roles: ['observation'], about: 'What is to be masked; it gives the shape.' },
  ],
  outputs: [{ name: 'mask', kind: 'signal', roles: ['mask'], about: '1 where it is seen, 0 where it is hidden.' }],
  idHint: 'mask',
  valueName: () => 'seen',
  summary({ hidden, rate, patch }) {
    if (hidden === 'random') return `${rate} hidden at random`;
    if (hidden === 'patches') return `${rate} of ${patch}×${patch} hidden`;
    return hidden === 'own' ? 'own pattern' : `${halfNames[hidden]} hidden`;
  },
  shape({ node, values: { hidden, pattern, covers }, inputs }) {
    const { shape } = signal(inputs, 'input');
    const problem = unfit(node, hidden, pattern, shape);
    if (problem) return { problem };
    const last = shape.length - 1;
    const covered =
      covers === 'sites' && last > 0
        ? shape.map((axis, index) => (index === last ? { ...axis, size: 1 } : axis))
        : shape;
    return { outputs: { mask: { role: 'mask', shape: covered, range: [0, 1] } } };
  },
  lower(scope, { hidden, rate, patch, pattern, covers }, inputs) {
    const x = tensor(inputs, 'input');
    const shape = covers === 'sites' && x.shape.length > 1 ? [...x.shape.slice(0, -1), 1] : x.shape;
    if (hidden === 'random') {
      const threshold = scope.setting('rate', rate);
      return { kind: 'tensor', tensor: unary('step', sub(uniformLike(x, shape), threshold)) };
    }
    if (hidden === 'patches') {
      const open = openPatches(scope, x, patch, scope.setting('rate', rate));
      return { kind: 'tensor', tensor: shape.at(-1) === 1 ? open : mul(open, fill(1, x, shape)) };
    }
    if (hidden === 'own') {
      const sites = shape.length === 3 ? [...shape.slice(0, -1), 1] : shape;
      return { kind: 'tensor', tensor: mul(patternOf(pattern, sites), fill(1, x, shape)) };
    }
    return { kind: 'tensor', tensor: half(scope, hidden, x, shape) };
  },
});

/** Why a shape cannot be hidden in this way. */
function unfit(node: string, hidden: Hidden, rows: readonly string[], shape: Shape): ShapeProblem | undefined {
  const fixes = [setParameter('Hide at random', node, ['hidden'], 'random')];
  if (isHalf(hidden)) {
    const problem = withoutHalf(node, hidden, shape, 'hidden');
    return problem && { ...problem, fixes: [...(problem.fixes ?? []), ...fixes] };
  }
  if (hidden === 'patches' && shape.length !== 3) {
    const message = `“${node}” hides squares of an image, height × width × channel; ${formatShape(shape)} arrived.`;
    return { code: 'EBM2002', message, path: ['hidden'], fixes };
  }
  if (hidden !== 'own') return undefined;
  if (shape.length !== 1 && shape.length !== 3) {
    const message = `“${node}” has a pattern for an image or a vector; ${formatShape(shape)} arrived.`;
    return { code: 'EBM2002', message, path: ['hidden'], fixes };
  }
  const [height, width] = shape.length === 3 ? [shape[0]?.size, shape[1]?.size] : [1, shape[0]?.size];
  const columns = rows[0]?.length ?? 0;
  if (rows.length === height && columns === width) return undefined;
  const message = `“${node}” needs a pattern of ${height} × ${width} digits for ${formatShape(shape)}; it has ${rows.length} × ${columns}.`;
  return { code: 'EBM2004', message, path: ['pattern'], fixes: [cut(node, rows, height ?? 0, width ?? 0)] };
}

/** The pattern with what is too much left out, and what is missing seen. */
const cut = (node: string, rows: readonly string[], height: number, width: number): Fix =>
  setParameter(
    `Cut the pattern to ${height} × ${width}`,
    node,
    ['pattern'],
    Array.from({ length: height }, (_, row) => (rows[row] ?? '').slice(0, width).padEnd(width, '1')),
  );

/** Zeros over the hidden half, ones over the other; of an odd side the seen half is the larger. */
function half(scope: LoweringScope, hidden: Half, x: Expression, shape: SampleShape): Expression {
  const { axis, first } = placeOf(hidden);
  const size = shape[axis] ?? 0;
  const part = (value: number, length: number): Expression =>
    fill(
      value,
      x,
      shape.map((each, index) => (index === axis ? length : each)),
    );
  const covered = scope.assign('covered', part(0, Math.floor(size / 2)));
  const open = scope.assign('open', part(1, Math.ceil(size / 2)));
  return concat(first ? [covered, open] : [open, covered], axis);
}
