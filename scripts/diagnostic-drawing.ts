import { type CheckedGraph, check } from '../core/analysis/check';
import { blocks } from '../core/blocks/catalogue';
import { checkParameters } from '../core/blocks/parameter';
import { formatSizes } from '../core/blocks/signal';
import type { GraphEdge, Position } from '../core/graph/document';
import { parse } from '../core/graph/parse';
import { excerptOf } from './diagnostic-excerpt';

/*
 * Draws a graph small, for a page about a diagnostic: blocks where the layout has them, wires on the sides that face each
 * other, and in red what the checker reports, with the line of text below. The card is light, so that it reads on any page.
 */

type Side = 'left' | 'right' | 'top' | 'bottom';

interface Box {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly left: number;
  readonly top: number;
  readonly faulty: boolean;
  /** It has a place and no block that could be read. */
  readonly unread: boolean;
}

interface Wire {
  readonly edge: GraphEdge;
  readonly source: Box;
  readonly target: Box;
  readonly kind: 'signal' | 'energy' | 'total';
  readonly label: string;
  readonly faulty: boolean;
}

const size = { width: 160, height: 56 };
/** From the layout's pixels to the drawing's: blocks are drawn flat, without their pictures. */
const scale = { x: 0.72, y: 0.28 };
const margin = 18;
const lineHeight = 30;

const ink = { text: '#1f2328', muted: '#5c6269', wire: '#8a9097', line: '#bfc3c7', card: '#fafaf8', fault: '#c0202a' };
const sans = 'system-ui, sans-serif';
const mono = 'ui-monospace, monospace';

/** The drawing of a document, as the text of an SVG. */
export function drawGraph(text: string): string {
  const checked = check(parse(text));
  const boxes = boxesOf(checked);
  const wires = wiresOf(checked, boxes);
  const excerpt = excerptOf(checked);
  const right = Math.max(...[...boxes.values()].map(({ left }) => left + size.width));
  const bottom = Math.max(...[...boxes.values()].map(({ top }) => top + size.height));
  const [width, height] = [right + margin, bottom + margin + (excerpt ? lineHeight : 0)].map(round);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${sans}">`,
    `<title>${escapeXml(checked.document.graph.name)}</title>`,
    `<rect x="0.5" y="0.5" width="${(width ?? 0) - 1}" height="${(height ?? 0) - 1}" rx="6" fill="${ink.card}" stroke="${ink.line}"/>`,
    ...drawWires(wires),
    ...[...boxes.values()].flatMap(drawBox),
    ...(excerpt ? [drawExcerpt(excerpt, (height ?? 0) - margin)] : []),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function boxesOf({ document: { graph }, diagnostics }: CheckedGraph): Map<string, Box> {
  const ofBlocks = diagnostics.filter(({ edge }) => edge === undefined).map(({ node }) => node);
  const ids = new Set([...graph.nodes.keys(), ...graph.layout.keys()]);
  const at = (id: string): Position => graph.layout.get(id) ?? { x: 0, y: 0 };
  const [leftmost, topmost] = [
    Math.min(...[...ids].map((id) => at(id).x)),
    Math.min(...[...ids].map((id) => at(id).y)),
  ];
  return new Map(
    [...ids].map((id): [string, Box] => {
      const written = graph.nodes.get(id);
      const block = blocks.get(written?.block ?? '');
      const unread = !written;
      const box = {
        id,
        title: block?.title ?? written?.block ?? '',
        summary: block?.summary(checkParameters(block.parameters, written?.parameters ?? {}).values) ?? '',
        left: margin + (at(id).x - leftmost) * scale.x,
        top: margin + (at(id).y - topmost) * scale.y,
        faulty: unread || ofBlocks.includes(id),
        unread,
      };
      return [id, box];
    }),
  );
}

function wiresOf({ document: { graph }, nodes, diagnostics }: CheckedGraph, boxes: ReadonlyMap<string, Box>): Wire[] {
  const faulty = new Set(diagnostics.map(({ edge }) => edge));
  return graph.edges.flatMap((edge) => {
    const [source, target] = [boxes.get(edge.from.node), boxes.get(edge.to.node)];
    if (!source || !target) return [];
    const from = blocks.get(graph.nodes.get(edge.from.node)?.block ?? '');
    const port = from?.outputs.find(({ name }) => name === edge.from.port);
    const signal = nodes.get(edge.from.node)?.outputs[edge.from.port];
    const label = signal ? formatSizes(signal.shape) : '';
    return [{ edge, source, target, kind: port?.kind ?? 'signal', label, faulty: faulty.has(edge.index) }];
  });
}

const centre = ({ left, top }: Box): Position => ({ x: left + size.width / 2, y: top + size.height / 2 });

/** The side of a block that faces another: above each other where they overlap sideways. */
function facing(own: Box, other: Box): Side {
  if (Math.abs(other.left - own.left) >= size.width) return other.left > own.left ? 'right' : 'left';
  return other.top > own.top ? 'bottom' : 'top';
}

const outward: Record<Side, Position> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  top: { x: 0, y: -1 },
  bottom: { x: 0, y: 1 },
};

/** A place on a side of a box, at a fraction of its length. */
function placeOn({ left, top }: Box, side: Side, fraction: number): Position {
  const { width, height } = size;
  if (side === 'left' || side === 'right')
    return { x: side === 'left' ? left : left + width, y: top + fraction * height };
  return { x: left + fraction * width, y: side === 'top' ? top : top + height };
}

/** Wires that share a side stand apart on it, in the order of what they lead to. */
function drawWires(wires: readonly Wire[]): string[] {
  const ends = wires.flatMap((wire) => [
    { wire, own: wire.source, other: wire.target, side: facing(wire.source, wire.target) },
    { wire, own: wire.target, other: wire.source, side: facing(wire.target, wire.source) },
  ]);
  const anchor = (wire: Wire, own: Box): { at: Position; side: Side } => {
    const side = facing(own, own === wire.source ? wire.target : wire.source);
    const along = (box: Box): number => (side === 'left' || side === 'right' ? centre(box).y : centre(box).x);
    const sharing = ends
      .filter((end) => end.own === own && end.side === side)
      .sort((a, b) => along(a.other) - along(b.other) || a.wire.edge.index - b.wire.edge.index);
    const place = sharing.findIndex((end) => end.wire === wire);
    return { at: placeOn(own, side, (place + 1) / (sharing.length + 1)), side };
  };
  // What is at fault is drawn last, above the rest.
  return [...wires]
    .sort((a, b) => Number(a.faulty) - Number(b.faulty))
    .map((wire) => drawWire(wire, anchor(wire, wire.source), anchor(wire, wire.target)));
}

function drawWire(
  { kind, label, faulty }: Wire,
  from: { readonly at: Position; readonly side: Side },
  to: { readonly at: Position; readonly side: Side },
): string {
  const reach = Math.max(18, 0.45 * Math.hypot(to.at.x - from.at.x, to.at.y - from.at.y));
  const [a, b] = [from, to].map(({ at, side }) => ({
    x: at.x + reach * outward[side].x,
    y: at.y + reach * outward[side].y,
  }));
  const colour = faulty ? ink.fault : ink.wire;
  const dashes = kind !== 'signal' ? ' stroke-dasharray="5 4"' : '';
  const path = `<path d="M${point(from.at)} C${point(a)} ${point(b)} ${point(to.at)}" fill="none" stroke="${colour}" stroke-width="${faulty ? 2.2 : 1.4}"${dashes}/>`;
  const arrow = `<circle cx="${round(to.at.x)}" cy="${round(to.at.y)}" r="3" fill="${colour}"/>`;
  if (!label) return path + arrow;
  const [x, y] = [(from.at.x + to.at.x) / 2, (from.at.y + to.at.y) / 2];
  // Beside a wire that climbs, above one that runs level.
  const steep = Math.abs(to.at.y - from.at.y) > Math.abs(to.at.x - from.at.x) / 2;
  const place = steep
    ? `x="${round(x + 7)}" y="${round(y + 4)}"`
    : `x="${round(x)}" y="${round(y - 4)}" text-anchor="middle"`;
  return `${path}${arrow}<text ${place} font-size="10" fill="${ink.muted}" stroke="${ink.card}" stroke-width="3" paint-order="stroke">${label}</text>`;
}

function drawBox({ id, title, summary, left, top, faulty, unread }: Box): string[] {
  const outline = faulty ? `stroke="${ink.fault}" stroke-width="2"` : `stroke="${ink.line}"`;
  const line = (y: number, words: string, style: string): string =>
    words ? `<text x="${round(left + 10)}" y="${round(top + y)}" ${style}>${escapeXml(words)}</text>` : '';
  return [
    `<rect x="${round(left)}" y="${round(top)}" width="${size.width}" height="${size.height}" rx="4" fill="${faulty ? '#fdf0ef' : '#ffffff'}" ${outline}${unread ? ' stroke-dasharray="3 3"' : ''}/>`,
    line(15, id, `font-size="10" fill="${ink.muted}" font-family="${mono}"`),
    line(31, title, `font-size="11.5" font-weight="600" fill="${ink.text}"`),
    line(47, shorten(summary, 25), `font-size="10.5" fill="${ink.muted}"`),
  ].filter(Boolean);
}

function drawExcerpt([before, fault, after]: readonly [string, string, string], y: number): string {
  const marked = fault && `<tspan fill="${ink.fault}" font-weight="700">${escapeXml(fault)}</tspan>`;
  return `<text x="${margin}" y="${y}" font-size="10.5" fill="${ink.muted}" xml:space="preserve" font-family="${mono}">${escapeXml(before)}${marked}${escapeXml(after)}</text>`;
}

/** Whole pixels: the drawings ship with the extension, and a digit in each place is a tenth of their size. */
const round = Math.round;

const point = (at: Position | undefined): string => `${round(at?.x ?? 0)} ${round(at?.y ?? 0)}`;

const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
