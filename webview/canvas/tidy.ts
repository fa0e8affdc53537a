import { graphlib, layout } from '@dagrejs/dagre';
import type { Position } from '../../core/graph/document';

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** Positions from left to right along the wires, without overlaps. */
export function tidy(
  boxes: readonly Box[],
  wires: readonly { readonly from: string; readonly to: string }[],
): { [id: string]: Position } {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 76 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { from, to } of wires) graph.setEdge(from, to);
  layout(graph);
  return Object.fromEntries(
    boxes.map(({ id, width, height }) => {
      const { x, y } = graph.node(id);
      // dagre gives centres; the document keeps top left corners, on the canvas's grid of dots.
      return [id, { x: onGrid(x - width / 2), y: onGrid(y - height / 2) }];
    }),
  );
}

const onGrid = (value: number): number => Math.round(value / 20) * 20;
