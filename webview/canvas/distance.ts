import type { Viewport } from '@xyflow/react';
import { createContext, startTransition, useCallback, useState } from 'react';
import { useView } from '../state/view';

/** A graph of fewer blocks is fast as it is, and its pictures tell something from any distance. */
const manyBlocks = 50;
/** Below this zoom the words in a block are no longer read: a letter of a port is two pixels high. */
const farZoom = 0.25;
/** Above this one they are. */
const nearZoom = 0.5;

/**
 * Whether a large graph is seen from so far that blocks show their names alone: those can be read then, and it moves
 * several times as fast.
 */
export const Far = createContext(false);

/** Between the two zooms what blocks show comes back when the canvas comes to rest, and while it does the page can be used. */
export function useDistance(blocks: number) {
  const [far, setFar] = useState(() => (useView.getState().viewport?.zoom ?? 1) < farZoom);
  const onMove = useCallback((_: unknown, { zoom }: Viewport) => {
    if (zoom < farZoom || zoom > nearZoom) setFar(zoom < farZoom);
  }, []);
  const onMoveEnd = useCallback((_: unknown, { zoom }: Viewport) => {
    startTransition(() => setFar(zoom < farZoom));
  }, []);
  return { far: far && blocks >= manyBlocks, onMove, onMoveEnd };
}
