import type { Expression } from '../expression';
import { type Code, i32, vector } from './code';

/*
 * Functions of four numbers at a time, as expressions of instructions.
 */

type Numbers = Expression<Code>;

const instruction =
  (opcode: number, immediate: Code = []) =>
  (...parts: readonly Numbers[]): Numbers => ({
    kind: 'function',
    write: (codes) => [...codes.flat(), ...immediate, ...vector(opcode)],
    parts,
  });

export const number = (value: number): Numbers => ({ kind: 'number', value });

export const absolute = instruction(0xe0);
export const negative = instruction(0xe1);
export const root = instruction(0xe3);
export const sum = instruction(0xe4);
export const difference = instruction(0xe5);
export const product = instruction(0xe6);
export const quotient = instruction(0xe7);
/** The first, but for where the second is less, or greater: no number stays none. */
const atMost = instruction(0xea);
const atLeast = instruction(0xeb);
const toExponent = instruction(0xab, i32.constant(23));

/** 1 / (1 + e^−x), within what single precision holds. */
export function sigmoid(x: Numbers): Numbers {
  const one = number(1);
  return quotient(one, sum(one, exponentialOfOpposite(atMost(atLeast(x, number(-88.3)), number(87.3)))));
}

/**
 * e^−x as 2ⁿ times a polynomial of the rest r, split off as in Moshier's Cephes (expf, with signs turned). Added to
 * 1.5 · 2²³ + 127 a number is rounded, and its bits are those of a power of two. The polynomial has the least greatest relative
 * error for |r| ≤ ½ ln 2, 1.1·10⁻⁷: two more terms, as Cephes has, would not show in a logistic function of single precision.
 */
function exponentialOfOpposite(x: Numbers): Numbers {
  const shift = number(12583039);
  const shifted = sum(product(x, number(-Math.LOG2E)), shift);
  const whole = difference(shifted, shift);
  const near = sum(x, product(whole, number(0.693359375)));
  const rest = sum(near, product(whole, number(-2.1219444e-4)));
  const square = product(rest, rest);
  // By pairs (Estrin): the processor need not wait for one term to begin the next.
  const pair = (constant: number, slope: number): Numbers => sum(number(constant), product(number(slope), rest));
  const [low, high] = [pair(0.49999228823, -0.16667116315), pair(4.1890550268e-2, -8.3124776841e-3)];
  const series = sum(low, product(high, square));
  return product(sum(difference(number(1), rest), product(series, square)), toExponent(shifted));
}
