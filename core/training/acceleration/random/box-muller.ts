/*
 * What GLSL and WGSL write alike of a normal draw: logarithm and angle as in Cephes, for what the two have of their own may be off in
 * the third digit.
 */

/** Statements that turn `y` into the logarithm of `m`, a half to one, times two to the `exponent`. */
export const logarithm = `
        if (m < 0.70710678) {
          exponent -= 1.0;
          m += m;
        }
        m -= 1.0;
        y = 7.0376836292e-2;
        y = y * m - 1.151461031e-1;
        y = y * m + 1.167699874e-1;
        y = y * m - 1.2420140846e-1;
        y = y * m + 1.4249322787e-1;
        y = y * m - 1.6668057665e-1;
        y = y * m + 2.0000714765e-1;
        y = y * m - 2.4999993993e-1;
        y = y * m + 3.3333331174e-1;
        y = y * m * m * m - 2.1219444e-4 * exponent - 0.5 * m * m;
        y = m + y + 0.693359375 * exponent;`;

/** Expressions of an `angle` up to π/4 and its `square`. */
export const sine =
  '((-1.9515295891e-4 * square + 8.3321608736e-3) * square - 1.6666654611e-1) * square * angle + angle';
export const cosine = `((2.443315711809948e-5 * square - 1.388731625493765e-3) * square + 4.166664568298827e-2)
          * square * square - 0.5 * square + 1.0`;

/** By this an integer of twenty-four bits around zero is an angle up to π/4. */
export const radians = '(1.5707963267948966 / 16777216.0)';
