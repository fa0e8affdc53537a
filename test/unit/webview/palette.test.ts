import { describe, expect, test } from 'vitest';
import { classColours } from '../../../webview/views/palette';

type Vector = readonly [number, number, number];

/** Machado, Oliveira and Fernandes 2009, table 1, severity 1.0; on linear RGB. */
const sights: Readonly<Record<string, readonly [Vector, Vector, Vector]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const times = ([a, b, c]: readonly [Vector, Vector, Vector], v: Vector): Vector => [dot(a, v), dot(b, v), dot(c, v)];

/** sRGB, IEC 61966-2-1. */
function linear(hex: string): Vector {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** B. Ottosson, OKLab, 2020. */
function oklab(rgb: Vector): Vector {
  const clipped = rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Vector;
  const roots = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clipped,
  ).map(Math.cbrt) as unknown as Vector;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    roots,
  );
}

const luminance = (rgb: Vector): number => dot([0.2126, 0.7152, 0.0722], rgb);

/** WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['dark', '#1e1e1e'],
  ['light', '#ffffff'],
] as const)('the class colours of a %s theme', (kind, background) => {
  const colours = classColours[kind];

  test.each(Object.keys(sights))('stay apart for %s sight', (sight) => {
    const seen = colours.map((hex) => oklab(times(sights[sight] as readonly [Vector, Vector, Vector], linear(hex))));
    const distances = seen.flatMap((a, index) =>
      seen.slice(index + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
    );
    // Four times the just noticeable difference of 0.02 in OKLab.
    expect(Math.min(...distances)).toBeGreaterThan(0.08);
  });

  test('are seen on the background', () => {
    const contrasts = colours.map((colour) => contrast(colour, background));
    // A graphical object asks for 3 : 1 (WCAG 1.4.11); dots that are also named may have a little less.
    expect(Math.min(...contrasts)).toBeGreaterThan(2.5);
  });
});
