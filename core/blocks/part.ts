import { slice } from '../program/expression';
import { type ShapeProblem, setParameter, signal, signalBlock, tensor } from './block';
import { choice } from './parameter';
import type { Shape } from './signal';

/** A half of an image, or of a sequence in time. */
export type Half = 'left' | 'right' | 'top' | 'bottom' | 'past' | 'future';

export const halfNames: { readonly [half in Half]: string } = {
  left: 'left half',
  right: 'right half',
  top: 'top half',
  bottom: 'bottom half',
  past: 'past',
  future: 'future',
};

export const isHalf = (text: string): text is Half => Object.hasOwn(halfNames, text);

/** Along which axis of the sample a half lies, and whether it comes first. */
export const placeOf = (half: Half): { readonly axis: 0 | 1; readonly first: boolean } => ({
  axis: half === 'left' || half === 'right' ? 1 : 0,
  first: half === 'left' || half === 'top' || half === 'past',
});

/** Whether two halves of one signal have no place in common. */
export const areApart = (one: Half, other: Half): boolean => {
  const [a, b] = [placeOf(one), placeOf(other)];
  const inTime = [one, other].map((half) => half === 'past' || half === 'future');
  return a.axis === b.axis && a.first !== b.first && inTime[0] === inTime[1];
};

/** Why a shape has no such half; undefined where it has. */
export function withoutHalf(node: string, half: Half, shape: Shape, parameter: string): ShapeProblem | undefined {
  const inTime = half === 'past' || half === 'future';
  if (inTime ? shape[0]?.name === 'time' : shape.length === 3) return undefined;
  const message = inTime
    ? `“${node}” divides a sequence, time × …, into past and future; choose a half of the image instead.`
    : `“${node}” divides an image, height × width × channel; a sequence has a past and a future.`;
  const other = inTime ? 'left' : 'future';
  const fits = inTime ? shape.length === 3 : shape[0]?.name === 'time';
  const fixes = fits ? [setParameter(`Choose the ${halfNames[other]}`, node, [parameter], other)] : [];
  return { code: 'EBM2002', message, path: [parameter], fixes };
}

export const part = signalBlock({
  type: 'part',
  title: 'Part',
  category: 'observation',
  about: 'A part of an observation, so that one part can be predicted from another.',
  keywords: ['half', 'past', 'future', 'crop', 'slice', 'predict the rest', 'self-supervised', 'video', 'sequence'],
  reference: 'LeCun 2022',
  parameters: {
    which: choice<Half>({
      label: 'Part',
      help: 'Which half: of an image, or of a sequence in time. Of an odd length the first half is the larger.',
      effect: 'reset',
      default: 'left',
      options: halfNames,
    }),
  },
  inputs: [{ name: 'input', kind: 'signal', roles: ['observation'], about: 'The whole.' }],
  outputs: [{ name: 'output', kind: 'signal', roles: ['observation'], about: 'The part.' }],
  idHint: 'part',
  valueName: ({ which }) => which,
  summary: ({ which }) => halfNames[which],
  shape({ node, values: { which }, inputs }) {
    const whole = signal(inputs, 'input');
    const problem = withoutHalf(node, which, whole.shape, 'which');
    if (problem) return { problem };
    const { axis } = placeOf(which);
    const { size } = stretch(which, whole.shape[axis]?.size ?? 0);
    if (!size) {
      const message = `“${node}” has nothing in its half: the axis has one place.`;
      return { problem: { code: 'EBM2002', message, path: ['which'] } };
    }
    const shape = whole.shape.map((each, index) => (index === axis ? { ...each, size } : each));
    return { outputs: { output: { ...whole, shape } } };
  },
  lower(_, { which }, inputs) {
    const x = tensor(inputs, 'input');
    const { axis } = placeOf(which);
    const { start, size } = stretch(which, x.shape[axis] ?? 0);
    return { kind: 'tensor', tensor: slice(x, axis, start, size) };
  },
});

function stretch(half: Half, length: number): { readonly start: number; readonly size: number } {
  const middle = Math.ceil(length / 2);
  return placeOf(half).first ? { start: 0, size: middle } : { start: middle, size: length - middle };
}
