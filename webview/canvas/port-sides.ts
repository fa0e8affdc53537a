import { type Edge, Position, useStore, useUpdateNodeInternals } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import type { BlockNode, WireEdge } from './flow';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Blocks that overlap sideways by more than this, in pixels, stand above each other rather than beside. */
const slack = 24;

/** The side of a block that faces another. */
function facing(own: Box, other: Box): Position {
  const across = other.left + other.width / 2 - (own.left + own.width / 2);
  const beside = Math.abs(across) > (own.width + other.width) / 2 - slack;
  if (beside) return across > 0 ? Position.Right : Position.Left;
  return other.top > own.top ? Position.Bottom : Position.Top;
}

/** A handle is a port on one side of its block: a port stands on each side that one of its wires leaves by. */
export const handleId = (port: string, side: Position): string => `${port}|${side}`;

export const portOf = (handle: string | null | undefined): string => handle?.split('|')[0] ?? '';

/** The side of a port without a wire: what arrives comes from the left, as in reading. */
export const restingSide = (end: 'from' | 'to'): Position => (end === 'from' ? Position.Right : Position.Left);

/** How the wires of a drawing were last shown. */
const lastShown = new WeakMap<readonly WireEdge[], WireEdge[]>();

/**
 * Lets every wire leave and arrive on the sides that face each other, so that none runs behind what it connects. A wire for
 * which nothing has changed is the same object as before, and so is the list of them all.
 */
export function faceWires(
  edges: readonly WireEdge[],
  nodes: readonly BlockNode[],
  selection: ReadonlySet<string>,
): WireEdge[] {
  const boxes = new Map(
    nodes.map(({ id, position, measured }): [string, Box] => [
      id,
      { left: position.x, top: position.y, width: measured?.width ?? 200, height: measured?.height ?? 100 },
    ]),
  );
  const before = lastShown.get(edges);
  const shown = edges.map((edge, index) => {
    const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
    const selected = selection.has(edge.id);
    const wire = edge.data?.wire;
    const sourceHandle = source && target && wire && handleId(wire.from.port, facing(source, target));
    const targetHandle = source && target && wire && handleId(wire.to.port, facing(target, source));
    const last = before?.[index];
    const same =
      last?.selected === selected && last.sourceHandle === sourceHandle && last.targetHandle === targetHandle;
    return same ? last : { ...edge, sourceHandle, targetHandle, selected };
  });
  if (before?.every((edge, index) => edge === shown[index])) return before;
  lastShown.set(edges, shown);
  return shown;
}

/** The handles that wires use, a text a block. */
type UsedHandles = ReadonlyMap<string, string>;

/** Of each array of wires once: every block asks for its own whenever anything on the canvas moves. */
const known = new WeakMap<readonly Edge[], UsedHandles>();

function usedHandles(edges: readonly Edge[]): UsedHandles {
  const before = known.get(edges);
  if (before) return before;
  const used = new Map<string, Set<string>>();
  const add = (node: string, handle: string): void => {
    used.set(node, (used.get(node) ?? new Set()).add(handle));
  };
  for (const { source, target, sourceHandle, targetHandle } of edges) {
    add(source, `from ${sourceHandle}`);
    add(target, `to ${targetHandle}`);
  }
  const texts = new Map([...used].map(([node, handles]) => [node, [...handles].sort().join(';')]));
  known.set(edges, texts);
  return texts;
}

/** Blocks whose ports have changed sides and are to be measured again, all at once: each time, the whole canvas hears of it. */
const changed = new Set<string>();

function measureAgain(id: string, measure: (ids: string[]) => void): void {
  if (!changed.size) {
    queueMicrotask(() => {
      measure([...changed]);
      changed.clear();
    });
  }
  changed.add(id);
}

/** The sides on which a port stands, by the wires that it has. */
export function usePortSides(id: string): (end: 'from' | 'to', port: string) => readonly Position[] {
  const key = useStore(({ edges }) => usedHandles(edges).get(id) ?? '');
  const update = useUpdateNodeInternals();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a port that changes sides has to be measured again
  useEffect(() => measureAgain(id, update), [key, id, update]);
  return useMemo(() => {
    const used = new Set(key.split(';'));
    return (end, port) => {
      const sides = Object.values(Position).filter((side) => used.has(`${end} ${handleId(port, side)}`));
      return sides.length ? sides : [restingSide(end)];
    };
  }, [key]);
}
