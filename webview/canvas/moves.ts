import type { NodeChange } from '@xyflow/react';
import { useCallback, useRef } from 'react';
import type { Position } from '../../core/graph/document';
import { checkedGraph } from '../state/document';
import { edit } from '../state/host';

/** Arrow keys repeat; a pause of this many milliseconds ends the move, so that it is one step of undo. */
const keyPause = 400;

/**
 * Gathers where blocks were moved to and makes one edit of it: at once when a drag ends, after a pause when keys move.
 * React Flow ends no drag for arrow keys, so the changes themselves are watched.
 */
export function useMoves(): (changes: readonly NodeChange[]) => void {
  const moved = useRef<{ [id: string]: Position }>({});
  const dragged = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return useCallback((changes) => {
    let settled = false;
    for (const change of changes) {
      if (change.type !== 'position') continue;
      if (change.dragging) dragged.current = true;
      else settled = true;
      if (change.position) moved.current[change.id] = change.position;
    }
    if (!settled) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => {
        const { layout } = checkedGraph().document.graph;
        const positions = Object.fromEntries(
          Object.entries(moved.current).filter(([id, { x, y }]) => {
            const old = layout.get(id);
            return old?.x !== Math.round(x) || old.y !== Math.round(y);
          }),
        );
        moved.current = {};
        dragged.current = false;
        if (Object.keys(positions).length) void edit({ kind: 'move', positions });
      },
      dragged.current ? 0 : keyPause,
    );
  }, []);
}
