import { expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { parse } from '../../../core/graph/parse';
import { type BlockNode, flowOf } from '../../../webview/canvas/flow';
import { faceWires } from '../../../webview/canvas/port-sides';
import { templates } from '../templates';

const none: ReadonlySet<string> = new Set();

const drawn = () => {
  const vae = templates.find(({ id }) => id === 'vae');
  return flowOf(check(parse(vae?.text ?? '')));
};

const moved = (nodes: readonly BlockNode[], id: string, position: { x: number; y: number }): BlockNode[] =>
  nodes.map((node) => (node.id === id ? { ...node, position } : node));

test('a wire leaves and arrives on the sides that face each other', () => {
  const { nodes, edges } = drawn();
  const code = nodes.find(({ id }) => id === 'code');
  const { x = 0, y = 0 } = code?.position ?? {};
  const sides = (position: { x: number; y: number }) =>
    faceWires(edges, moved(nodes, 'kl', position), none).find(({ target }) => target === 'kl');
  expect(sides({ x, y: y + 400 })).toMatchObject({ sourceHandle: 'code|bottom', targetHandle: 'input|top' });
  expect(sides({ x: x - 400, y })).toMatchObject({ sourceHandle: 'code|left', targetHandle: 'input|right' });
});

test('a wire for which nothing changes stays the same object, and so does the list of them', () => {
  const { nodes, edges } = drawn();
  const before = faceWires(edges, nodes, none);
  const { x = 0, y = 0 } = nodes.find(({ id }) => id === 'kl')?.position ?? {};
  expect(faceWires(edges, moved(nodes, 'kl', { x: x + 1, y }), none)).toBe(before);

  const after = faceWires(edges, moved(nodes, 'kl', { x: x - 4000, y }), none);
  const other = after.filter((edge, index) => edge !== before[index]);
  expect(other.length).toBeGreaterThan(0);
  expect(other.every(({ source, target }) => source === 'kl' || target === 'kl')).toBe(true);

  const [first] = after;
  const chosen = faceWires(edges, moved(nodes, 'kl', { x: x - 4000, y }), new Set([first?.id ?? '']));
  expect(chosen.filter((edge, index) => edge !== after[index]).map(({ id, selected }) => [id, selected])).toEqual([
    [first?.id, true],
  ]);
});
