import type { Call } from '../recording';

/** Shapes of more axes are left to TensorFlow.js. */
const mostAxes = 4;

export const hasFewAxes = ({ inputs, outputs }: Call): boolean =>
  [...inputs.map(([, view]) => view), ...outputs].every(({ shape }) => shape.length <= mostAxes);
