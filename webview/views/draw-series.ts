import type { Surface } from './canvas';

/** A curve without axes, filling its box between its own extremes; gaps where it is not a number. */
export function drawSparkline({ context, width, height }: Surface, series: readonly number[], colour: string): void {
  const values = binned(series, Math.max(2, Math.floor(width / 2)));
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return;
  // The first steps of a run would flatten all that comes after them.
  const settled = finite.length > 40 ? finite.slice(Math.floor(finite.length / 40)) : finite;
  const [low, high] = [Math.min(...settled), Math.max(...settled)];
  const [top, bottom] = [2, height - 2];
  const y = (value: number): number =>
    high > low ? Math.max(top, bottom - ((value - low) / (high - low)) * (bottom - top)) : (top + bottom) / 2;
  context.beginPath();
  let pen = false;
  for (const [index, value] of values.entries()) {
    const x = 1 + (index / (values.length - 1)) * (width - 2);
    if (!Number.isFinite(value)) pen = false;
    else if (pen) context.lineTo(x, y(value));
    else {
      context.moveTo(x, y(value));
      pen = true;
    }
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  context.lineJoin = 'round';
  context.stroke();
}

/** Means over equal stretches, no more of them than asked for: what a narrow picture can tell apart. */
export function binned(values: readonly number[], most: number): readonly number[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, bin) => {
    const stretch = values.slice(
      Math.floor((bin * values.length) / most),
      Math.floor(((bin + 1) * values.length) / most),
    );
    return stretch.reduce((sum, value) => sum + value, 0) / stretch.length;
  });
}

/** One bar a value from a common ground, the largest as high as the box. */
export function drawBars({ context, width, height, theme }: Surface, values: readonly number[], colour: string): void {
  const highest = Math.max(...values.filter(Number.isFinite), 1e-9);
  const pitch = width / Math.max(values.length, 6);
  context.fillStyle = colour;
  for (const [index, value] of values.entries()) {
    const bar = Math.max(0, (value / highest) * (height - 1));
    context.fillRect(index * pitch, height - 1 - bar, Math.max(0.75, pitch - Math.min(2, pitch / 4)), bar);
  }
  context.fillStyle = theme.line;
  context.fillRect(0, height - 1, width, 1);
}
