import type { Surface } from './canvas';
import type { Codes } from './draw-code';

/** How much of each class falls to each choice of a one-hot code: `[choices][classes]`, one class where there are no labels. */
export function choiceCounts({ dimensions, mean, labels }: Codes): number[][] {
  const classes = labels?.length ? Math.max(...labels) + 1 : 1;
  const counts = Array.from({ length: dimensions }, () => Array.from({ length: classes }, () => 0));
  for (const [place, share] of mean.entries()) {
    const [row, label] = [counts[place % dimensions], labels?.[Math.floor(place / dimensions)] ?? 0];
    if (row) row[label] = (row[label] ?? 0) + share;
  }
  return counts;
}

/** One bar a choice, as high as the samples that took it, in the colours of their classes. */
export function drawChoices({ context, width, height, theme }: Surface, codes: Codes, colour: string): void {
  const counts = choiceCounts(codes);
  const most = Math.max(...counts.map((row) => row.reduce((sum, count) => sum + count, 0)), 1e-9);
  const pitch = width / Math.max(counts.length, 6);
  const gap = Math.min(2, pitch / 4);
  for (const [choice, row] of counts.entries()) {
    let top = height - 1;
    for (const [label, count] of row.entries()) {
      const size = (count / most) * (height - 1);
      top -= size;
      context.fillStyle = codes.labels ? (theme.classes[label % theme.classes.length] ?? colour) : colour;
      context.fillRect(choice * pitch, top, Math.max(0.75, pitch - gap), size);
    }
  }
  context.fillStyle = theme.line;
  context.fillRect(0, height - 1, width, 1);
}
