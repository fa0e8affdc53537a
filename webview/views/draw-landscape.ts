import type { Landscape } from '../../core/training/protocol';
import { drawAxes } from './axes';
import type { Surface } from './canvas';
import { quantile } from './plane';

export interface LandscapePicture {
  readonly landscape: Landscape;
  /** The data, `[samples, 2]`: where the energy has to be low. */
  readonly points: Float32Array | undefined;
  readonly numbered: boolean;
}

/**
 * How low each energy is, from 1 at the lowest to 0 where it is high: nine tenths of the square decide what is high, so that
 * a wall at its edge leaves the valleys their shades.
 */
export function depths(energies: Float32Array): Float32Array {
  const finite = [...energies].filter(Number.isFinite);
  const low = finite.length ? Math.min(...finite) : 0;
  const high = quantile(finite, 0.9);
  const span = high - low;
  // The same everywhere: nothing is low.
  if (!(span > 1e-9 * Math.max(1, Math.abs(low)))) return new Float32Array(energies.length);
  return energies.map((energy) => Math.max(0, Math.min(1, (high - energy) / span)) || 0);
}

/** The energy over the plane, darkest in its valleys, with the data on it. */
export function drawLandscape(surface: Surface, { landscape, points, numbered }: LandscapePicture): void {
  const { context, theme } = surface;
  const { centre, half, side, energies } = landscape;
  const { x, y, scale } = drawAxes(surface, {
    plane: { centre, half },
    numbered,
    ...(numbered ? { names: ['x₁', 'x₂'] as const } : {}),
  });
  const cell = (2 * half * scale) / side;
  // Whole half pixels, so that neither seams nor overlaps show between cells.
  const edge = (from: number, index: number): number => Math.round(2 * (from + index * cell)) / 2;
  const [left, top] = [x(centre[0] - half), y(centre[1] + half)];
  context.fillStyle = theme.red;
  for (const [index, depth] of depths(energies).entries()) {
    if (depth < 0.02) continue;
    const [column, row] = [index % side, side - 1 - Math.floor(index / side)];
    const [from, above] = [edge(left, column), edge(top, row)];
    context.globalAlpha = 0.85 * depth;
    context.fillRect(from, above, edge(left, column + 1) - from, edge(top, row + 1) - above);
  }
  context.globalAlpha = 0.8;
  context.fillStyle = theme.foreground;
  context.beginPath();
  for (let index = 0; 2 * index < (points?.length ?? 0); index++) {
    const [across, up] = [x(points?.[2 * index] ?? 0), y(points?.[2 * index + 1] ?? 0)];
    context.moveTo(across + 1, up);
    context.arc(across, up, numbered ? 1 : 0.7, 0, 2 * Math.PI);
  }
  context.fill();
  context.globalAlpha = 1;
}
