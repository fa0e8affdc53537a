import { type ReactFlowState, useStore } from '@xyflow/react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';

const layers = new WeakMap<HTMLElement, Element>();

function layerOf({ domNode }: ReactFlowState): Element | undefined {
  if (!domNode) return undefined;
  const layer = layers.get(domNode) ?? domNode.querySelector('.react-flow__edgelabel-renderer') ?? undefined;
  if (layer) layers.set(domNode, layer);
  return layer;
}

/**
 * Where words on wires stand. React Flow's own `EdgeLabelRenderer` looks the layer up in the page for every label whenever
 * the canvas moves: 6 ms a frame for 450 wires.
 */
export function LabelLayer({ children }: { readonly children: ReactNode }) {
  const layer = useStore(layerOf);
  return layer ? createPortal(children, layer) : null;
}
