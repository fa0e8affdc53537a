import type { ProbeFrame } from '../../core/training/protocol';
import { type CodeAxes, dimensionName } from '../training/code-axes';
import { drawAxes, type Projection } from './axes';
import type { Surface } from './canvas';
import { byLabel } from './draw-points';
import { planeAroundOrigin, planeAroundPoints, quantile } from './plane';

export type Codes = NonNullable<ProbeFrame['codes']>;

export interface CodePicture {
  readonly codes: Codes;
  readonly axes: CodeAxes;
  /** A standard normal prior holds each code to the origin. */
  readonly prior: boolean;
  readonly numbered: boolean;
  readonly most: number;
}

/** A code in the plane that is shown: its place and its standard deviations there. */
interface Ball {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

/** Codes as fuzzy balls on springs: a disc of the posterior's deviation each, held to the prior's centre. */
export function drawCode(surface: Surface, { codes, axes, prior, numbered, most }: CodePicture): void {
  const { context, theme } = surface;
  const balls = ballsOf(codes, axes, most);
  const [xs, ys] = [balls.map(({ x }) => x), balls.map(({ y }) => y)];
  const plane = prior ? planeAroundOrigin(xs, ys, 2) : planeAroundPoints(xs, axes[1] === undefined ? xs : ys);
  const [first, second] = axes;
  const names = [dimensionName(first), second === undefined ? '' : dimensionName(second)] as const;
  const projection = drawAxes(surface, { plane, names, numbered });
  const groups = byLabel(balls.length, codes.labels);
  const colourOf = (label: number | undefined): string =>
    label === undefined ? theme.purple : (theme.classes[label % theme.classes.length] ?? theme.purple);

  if (prior && second !== undefined) drawSprings(surface, projection, balls, groups, colourOf);
  context.lineWidth = 0.6;
  if (codes.deviation) {
    const density = densityOf(balls);
    // In the order of the samples, so that no class lies on top of another.
    for (const [index, ball] of balls.entries()) {
      context.fillStyle = colourOf(codes.labels?.[index]);
      context.strokeStyle = context.fillStyle;
      drawBall(context, projection, ball, density);
    }
  }
  const radius = (numbered ? 1.8 : 1.25) * (codes.deviation ? 0.7 : 1);
  context.globalAlpha = 0.9;
  for (const [label, members] of groups) {
    context.beginPath();
    for (const index of members) addDot(context, projection, balls[index], radius);
    context.fillStyle = colourOf(label);
    context.fill();
  }
  context.globalAlpha = 1;
  if (prior && second !== undefined) drawPriorCircle(surface, projection);
  if (numbered && codes.labels && second !== undefined) drawClassNames(surface, projection, balls, groups);
}

/** A thin line from the centre of the prior to each ball. */
function drawSprings(
  { context }: Surface,
  { x, y }: Projection,
  balls: readonly Ball[],
  groups: ReadonlyMap<number | undefined, readonly number[]>,
  colourOf: (label: number | undefined) => string,
): void {
  const [left, top] = [x(0), y(0)];
  context.lineWidth = 0.6;
  context.globalAlpha = balls.length > 400 ? 0.1 : 0.2;
  for (const [label, members] of groups) {
    context.beginPath();
    for (const index of members) {
      const ball = balls[index];
      if (!ball) continue;
      context.moveTo(left, top);
      context.lineTo(x(ball.x), y(ball.y));
    }
    context.strokeStyle = colourOf(label);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Where the prior has its standard deviation. */
function drawPriorCircle({ context, theme }: Surface, { x, y, scale }: Projection): void {
  context.beginPath();
  context.arc(x(0), y(0), scale, 0, 2 * Math.PI);
  context.globalAlpha = 0.5;
  context.strokeStyle = theme.background;
  context.lineWidth = 3;
  context.stroke();
  context.globalAlpha = 0.9;
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** How many balls lie over each other where they lie, on average: their areas over that of a circle which holds them. */
function densityOf(balls: readonly Ball[]): number {
  const spread = quantile(
    balls.map(({ x, y, radiusX }) => Math.hypot(x, y) + radiusX),
    0.9,
  );
  const area = balls.reduce((sum, { radiusX, radiusY }) => sum + radiusX * radiusY, 0);
  return area / Math.max(spread * spread, 1e-12);
}

/** Translucent enough that a crowd of them still shows which colour is where. */
function drawBall(context: CanvasRenderingContext2D, { x, y, scale }: Projection, ball: Ball, density: number): void {
  const { radiusX, radiusY } = ball;
  const opacity = Math.min(1, Math.max(0.18, 3 / Math.max(density, 1e-9)));
  context.beginPath();
  context.ellipse(x(ball.x), y(ball.y), Math.max(1, radiusX * scale), Math.max(1, radiusY * scale), 0, 0, 2 * Math.PI);
  context.globalAlpha = 0.2 * opacity;
  context.fill();
  context.globalAlpha = 0.4 * opacity;
  context.stroke();
  context.globalAlpha = 1;
}

function addDot(context: CanvasRenderingContext2D, { x, y }: Projection, ball: Ball | undefined, radius: number): void {
  if (!ball) return;
  const [left, top] = [x(ball.x), y(ball.y)];
  context.moveTo(left + radius, top);
  context.arc(left, top, radius, 0, 2 * Math.PI);
}

/** CSS pixels that a class name keeps clear of others. */
const nameSize = 13;

/**
 * Each class is named where its codes are, so that nobody has to tell ten colours apart; not where another name stands,
 * for there the classes are mixed.
 */
function drawClassNames(
  { context, theme }: Surface,
  { x, y }: Projection,
  balls: readonly Ball[],
  groups: ReadonlyMap<number | undefined, readonly number[]>,
): void {
  context.font = `600 12px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  const placed: (readonly [number, number])[] = [];
  const largestFirst = [...groups].sort(([, a], [, b]) => b.length - a.length);
  for (const [label, members] of largestFirst) {
    if (label === undefined) continue;
    const middle = (of: (ball: Ball) => number): number =>
      quantile(members.flatMap((index) => balls[index] ?? []).map(of), 0.5);
    const [left, top] = [x(middle((ball) => ball.x)), y(middle((ball) => ball.y))];
    if (placed.some(([x, y]) => Math.abs(x - left) < nameSize && Math.abs(y - top) < nameSize)) continue;
    placed.push([left, top]);
    context.strokeStyle = theme.background;
    context.strokeText(String(label), left, top);
    context.fillStyle = theme.foreground;
    context.fillText(String(label), left, top);
  }
}

/** With one dimension the classes stand in rows above each other. */
function ballsOf({ dimensions, mean, deviation, labels }: Codes, [first, second]: CodeAxes, most: number): Ball[] {
  const count = Math.min(most, Math.floor(mean.length / dimensions));
  const spread = second === undefined ? 2 * quantile([...mean].map(Math.abs), 0.99) : 0;
  const classes = Math.max(1, ...(labels?.subarray(0, count) ?? []).map((label) => label + 1));
  return Array.from({ length: count }, (_, sample) => {
    const at = sample * dimensions;
    const row = ((labels?.[sample] ?? 0) + 0.5) / classes - 0.5;
    const radiusX = deviation?.[at + first] ?? 0;
    return {
      x: mean[at + first] ?? 0,
      y: second === undefined ? -row * spread : (mean[at + second] ?? 0),
      radiusX,
      radiusY: second === undefined ? radiusX : (deviation?.[at + second] ?? 0),
    };
  });
}

/** One draw from each ball: where `mean + σ·ε` has fallen. */
export function drawReparameterization(surface: Surface, picture: CodePicture, normal: () => number): void {
  const { context, theme } = surface;
  const balls = ballsOf(picture.codes, picture.axes, picture.most);
  const plane = planeAroundOrigin(
    balls.map(({ x, radiusX }) => Math.abs(x) + radiusX),
    balls.map(({ y, radiusY }) => Math.abs(y) + radiusY),
    1,
  );
  const [first, second] = picture.axes;
  const names = [dimensionName(first), second === undefined ? '' : dimensionName(second)] as const;
  const projection = drawAxes(surface, { plane, names, numbered: false });
  const { x, y } = projection;
  context.fillStyle = theme.purple;
  context.strokeStyle = theme.purple;
  context.lineWidth = 0.6;
  const density = densityOf(balls);
  for (const ball of balls) drawBall(context, projection, ball, density);
  context.fillStyle = theme.foreground;
  context.strokeStyle = theme.foreground;
  for (const ball of balls) {
    const [left, top] = [x(ball.x + ball.radiusX * normal()), y(ball.y + ball.radiusY * normal())];
    context.globalAlpha = 0.4;
    context.beginPath();
    context.moveTo(x(ball.x), y(ball.y));
    context.lineTo(left, top);
    context.stroke();
    context.globalAlpha = 0.9;
    context.beginPath();
    context.arc(left, top, 1.25, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}
