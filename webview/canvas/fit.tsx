import { type FitViewOptions, useStore, type Viewport } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useView } from '../state/view';
import type { FlowReference } from './flow';

/** Below there is room for the buttons that zoom. */
export const wholeGraph: FitViewOptions = { padding: { x: '3%', top: '3%', bottom: '56px' }, maxZoom: 1 };

/** Shows the whole graph, until the person looks closer: a viewport is kept only while it is the person's own. */
export function useFit(flow: FlowReference) {
  const fitting = useRef(0);
  const fitted = useRef(false);
  const fitGraph = useCallback(async () => {
    fitting.current++;
    await flow.current?.fitView(wholeGraph);
    fitting.current--;
    useView.setState({ viewport: undefined });
  }, [flow]);
  // Told at once, where the end of a move is told later, when a fit may be over.
  const onMove = useCallback(() => {
    fitted.current = fitting.current > 0;
  }, []);
  const onMoveEnd = useCallback((_: unknown, viewport: Viewport) => {
    useView.setState({ viewport: fitted.current ? undefined : viewport });
  }, []);
  return { fitGraph, onMove, onMoveEnd };
}

/** A graph that is shown whole stays so when the canvas gets another size, as where its text opens beside it. */
export function FitAgain({ fitGraph }: { fitGraph: () => Promise<void> }) {
  const size = useStore(({ width, height }) => `${width} × ${height}`);
  const known = useRef(size);
  useEffect(() => {
    if (size !== known.current && !useView.getState().viewport) void fitGraph();
    known.current = size;
  }, [size, fitGraph]);
  return null;
}
