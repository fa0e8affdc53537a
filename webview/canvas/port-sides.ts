import { Position, useStore, useUpdateNodeInternals } from '@xyflow/react';
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

/** Lets every wire leave and arrive on the sides that face each other, so that none runs behind what it connects. */
export function faceWires(edges: readonly WireEdge[], nodes: readonly BlockNode[]): WireEdge[] {
  const boxes = new Map(
    nodes.map(({ id, position, measured }): [string, Box] => [
      id,
      { left: position.x, top: position.y, width: measured?.width ?? 200, height: measured?.height ?? 100 },
    ]),
  );
  return edges.map((edge) => {
    const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
    if (!source || !target || !edge.data) return edge;
    const { from, to } = edge.data.wire;
    return {
      ...edge,
      sourceHandle: handleId(from.port, facing(source, target)),
      targetHandle: handleId(to.port, facing(target, source)),
    };
  });
}

/** The sides on which a port stands, by the wires that it has. */
export function usePortSides(id: string): (end: 'from' | 'to', port: string) => readonly Position[] {
  const key = useStore(({ edges }) => {
    const used = edges.flatMap(({ source, target, sourceHandle, targetHandle }) => [
      ...(source === id ? [`from ${sourceHandle}`] : []),
      ...(target === id ? [`to ${targetHandle}`] : []),
    ]);
    return [...new Set(used)].sort().join(';');
  });
  const update = useUpdateNodeInternals();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a port that changes sides has to be measured again
  useEffect(() => update(id), [key, id, update]);
  return useMemo(() => {
    const used = new Set(key.split(';'));
    return (end, port) => {
      const sides = Object.values(Position).filter((side) => used.has(`${end} ${handleId(port, side)}`));
      return sides.length ? sides : [restingSide(end)];
    };
  }, [key]);
}
