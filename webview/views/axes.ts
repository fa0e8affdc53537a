import type { Surface } from './canvas';
import { formatNumber } from './number-format';
import { type Plane, ticks } from './plane';

/** From data to CSS pixels. */
export interface Projection {
  readonly scale: number;
  x(value: number): number;
  y(value: number): number;
}

export interface AxesStyle {
  readonly plane: Plane;
  /** Names of the axes, where they have any. */
  readonly names?: readonly [string, string];
  /** Numbers along the axes; without them the window is all picture. */
  readonly numbered: boolean;
}

const margin = { left: 26, bottom: 16 };

/** Draws the axes of a plane and leaves the surface clipped to its window. */
export function drawAxes(
  { context, width, height, theme }: Surface,
  { plane, names, numbered }: AxesStyle,
): Projection {
  const left = numbered ? margin.left : 0;
  const bottom = height - (numbered ? margin.bottom : 0);
  const scale = Math.min(width - left, bottom) / 2 / plane.half;
  const [middleX, middleY] = [(left + width) / 2, bottom / 2];
  const projection: Projection = {
    scale,
    x: (value) => middleX + (value - plane.centre[0]) * scale,
    y: (value) => middleY - (value - plane.centre[1]) * scale,
  };
  const reach = [(width - left) / 2 / scale, bottom / 2 / scale] as const;
  const bounds = plane.centre.map(
    (centre, axis) => [centre - (reach[axis] ?? 0), centre + (reach[axis] ?? 0)] as const,
  );
  const [across = [0, 0], up = [0, 0]] = bounds;

  context.lineWidth = 1;
  context.strokeStyle = theme.line;
  context.fillStyle = theme.muted;
  context.font = `10px ${theme.font}`;
  if (numbered) {
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    const nameX = names?.[0] ?? '';
    const nameRoom = nameX ? context.measureText(nameX).width + 10 : 0;
    for (const value of ticks(across[0], across[1], (width - left) / 60)) {
      const x = projection.x(value);
      if (x > width - nameRoom - 6 || x < left + 6) continue;
      context.fillText(formatTick(value), x, height - 3);
    }
    context.textAlign = 'right';
    context.fillText(nameX, width, height - 3);
    context.textBaseline = 'middle';
    for (const value of ticks(up[0], up[1], bottom / 45)) {
      const y = projection.y(value);
      if (y > 16 && y < bottom - 4) context.fillText(formatTick(value), left - 5, y);
    }
    context.textBaseline = 'top';
    context.fillText(names?.[1] ?? '', left - 5, 1);
  } else if (names) {
    context.globalAlpha = 0.9;
    context.textAlign = 'right';
    context.textBaseline = 'bottom';
    context.fillText(names[0], width - 3, bottom - 2);
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillText(names[1], 3, 2);
    context.globalAlpha = 1;
  }
  context.beginPath();
  context.rect(left, 0, width - left, bottom);
  context.clip();
  context.globalAlpha = 0.35;
  context.beginPath();
  for (const [axis, at] of [projection.x(0), projection.y(0)].entries()) {
    const sharp = Math.round(at) + 0.5;
    context.moveTo(axis === 0 ? sharp : left, axis === 0 ? 0 : sharp);
    context.lineTo(axis === 0 ? sharp : width, axis === 0 ? bottom : sharp);
  }
  context.stroke();
  if (numbered) {
    context.globalAlpha = 0.6;
    context.strokeRect(left + 0.5, 0.5, width - left - 1, bottom - 1);
  }
  context.globalAlpha = 1;
  return projection;
}

const formatTick = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1000 ? String(value).replace('-', '−') : formatShort(value);

const formatShort = (value: number): string =>
  Math.abs(value) < 1e-3 ? formatNumber(value) : String(Number(value.toPrecision(3))).replace('-', '−');
