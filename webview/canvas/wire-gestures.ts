import type { ReactFlowProps } from '@xyflow/react';
import { useMemo } from 'react';
import type { Endpoint, GraphEdge, Position } from '../../core/graph/document';
import { checkedGraph } from '../state/document';
import { connect, disconnect, reconnect } from '../state/gestures';
import { canConnect, edgeId } from '../state/wiring';
import type { BlockNode, WireEdge } from './flow';
import { portOf } from './port-sides';

/** The endpoints of what React Flow calls a connection. */
const ends = (connection: {
  source: string;
  target: string;
  sourceHandle?: string | null;
  targetHandle?: string | null;
}): { from: Endpoint; to: Endpoint } => ({
  from: { node: connection.source, port: portOf(connection.sourceHandle) },
  to: { node: connection.target, port: portOf(connection.targetHandle) },
});

type OpenSearch = (screen: Position, wire: { end: Endpoint; side: 'from' | 'to' }) => void;

/**
 * What a wire does that is dragged: it connects, is moved to another port, is taken off, or asks for a block where it was
 * dropped. The functions stay the same ones, for with a new one React Flow draws every wire again.
 */
export function useWireGestures(openSearch: OpenSearch) {
  return useMemo(() => {
    let reconnecting = false;
    return {
      isValidConnection: (connection) => {
        const { from, to } = ends(connection);
        return canConnect(checkedGraph(), from, to);
      },
      onConnect: (connection) => {
        const { from, to } = ends(connection);
        void connect(from, to);
      },
      onConnectEnd: (event, { isValid, toNode, fromHandle }) => {
        if (isValid || toNode || !fromHandle?.id || reconnecting) return;
        const at = 'changedTouches' in event ? event.changedTouches[0] : event;
        if (!at) return;
        const end = { node: fromHandle.nodeId, port: portOf(fromHandle.id) };
        openSearch({ x: at.clientX, y: at.clientY }, { end, side: fromHandle.type === 'source' ? 'from' : 'to' });
      },
      onReconnectStart: () => {
        reconnecting = true;
      },
      onReconnect: (old, connection) => {
        const { from, to } = ends(connection);
        if (old.data) reconnect(old.data.wire, from, to);
      },
      onReconnectEnd: (_, old, __, { isValid, toNode }) => {
        reconnecting = false;
        if (!isValid && !toNode && old.data) void disconnect(old.data.wire);
      },
    } satisfies Partial<ReactFlowProps<BlockNode, WireEdge>>;
  }, [openSearch]);
}

/** The wire under a point of the page. */
export function wireAt({ x, y }: Position): GraphEdge | undefined {
  const group = document
    .elementsFromPoint(x, y)
    .map((element) => element.closest('.react-flow__edge'))
    .find(Boolean);
  const id = group?.getAttribute('data-id');
  return checkedGraph().document.graph.edges.find((edge) => edgeId(edge) === id);
}
