import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  Controls,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  SelectionMode,
} from '@xyflow/react';
import {
  type DragEvent,
  type MouseEvent as ReactMouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { blocks } from '../../core/blocks/catalogue';
import type { Endpoint, Position } from '../../core/graph/document';
import { categoryClass } from '../blocks/face';
import { blockMime } from '../palette/drag';
import { useDocument } from '../state/document';
import { addBlock, removeSelection, spliceBlock } from '../state/gestures';
import { edit, onCommand, onReveal } from '../state/host';
import { useView } from '../state/view';
import { BlockNode } from './block-node';
import { Far, useDistance } from './distance';
import { FitAgain, useFit, wholeGraph } from './fit';
import { type Flow, type WireEdge as FlowEdge, type BlockNode as FlowNode, type FlowReference, flowOf } from './flow';
import { useMoves } from './moves';
import { faceWires } from './port-sides';
import { WireEdge } from './wire-edge';
import { useWireGestures, wireAt } from './wire-gestures';

const nodeTypes = { block: BlockNode };
const edgeTypes = { wire: WireEdge };

/** The document takes out what is selected; React Flow then draws what is left of it. */
async function onBeforeDelete(): Promise<boolean> {
  void removeSelection();
  return false;
}

/** Selection lives in the view's state, so that the inspector, the problems and the canvas share one. */
function takeSelection(kind: 'nodes' | 'edges', changes: readonly (NodeChange | EdgeChange)[]): void {
  const picked = changes.filter((change) => change.type === 'select');
  if (!picked.length) return;
  const selection = new Set(useView.getState()[kind]);
  for (const { id, selected } of picked) {
    if (selected) selection.add(id);
    else selection.delete(id);
  }
  useView.setState({ [kind]: selection });
}

export function Canvas() {
  const checked = useDocument((state) => state.checked);
  const refused = useDocument((state) => state.refused);
  const drawn = useMemo(() => flowOf(checked), [checked]);
  const [nodes, setNodes] = useState<FlowNode[]>(drawn.nodes);
  const flow = useRef<Flow>(null);
  const fit = useFit(flow);
  const { fitGraph } = fit;
  const distance = useDistance(nodes.length);
  const selectedNodes = useView((state) => state.nodes);
  const selectedEdges = useView((state) => state.edges);
  const takeMoves = useMoves();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a refused edit puts moved blocks back where the document has them
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      return drawn.nodes.map((node) => {
        const old = known.get(node.id);
        return {
          ...node,
          measured: old?.measured,
          ...(old?.dragging ? { position: old.position, dragging: true } : {}),
        };
      });
    });
  }, [drawn, refused]);

  // While one block is dragged the others stay the same objects, and React Flow leaves them alone.
  const shownNodes = useMemo(
    () =>
      nodes.map((node) => {
        const selected = selectedNodes.has(node.id);
        return selected === (node.selected ?? false) ? node : { ...node, selected };
      }),
    [nodes, selectedNodes],
  );
  const shownEdges = useMemo(() => faceWires(drawn.edges, nodes, selectedEdges), [drawn, nodes, selectedEdges]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      takeSelection('nodes', changes);
      takeMoves(changes);
      setNodes((before) =>
        applyNodeChanges(
          changes.filter(({ type }) => type !== 'select'),
          before,
        ),
      );
    },
    [takeMoves],
  );
  const onEdgesChange = useCallback((changes: EdgeChange<FlowEdge>[]) => takeSelection('edges', changes), []);

  const openSearch = useCallback((screen: Position, wire?: { end: Endpoint; side: 'from' | 'to' }) => {
    const position = flow.current?.screenToFlowPosition(screen) ?? screen;
    useView.setState({ search: { screen, position, ...(wire ? { wire } : {}) } });
  }, []);

  useCommands(flow, fitGraph);

  const wireGestures = useWireGestures(openSearch);

  const onDrop = useCallback((event: DragEvent) => {
    const block = blocks.get(event.dataTransfer.getData(blockMime));
    if (!block || !flow.current) return;
    event.preventDefault();
    const position = flow.current.screenToFlowPosition({ x: event.clientX - 90, y: event.clientY - 20 });
    const wire = wireAt({ x: event.clientX, y: event.clientY });
    void (wire ? spliceBlock(block, position, wire) : addBlock(block, position));
  }, []);

  return (
    <Far value={distance.far}>
      <ReactFlow<FlowNode, FlowEdge>
        className={distance.far ? 'canvas far' : 'canvas'}
        nodes={shownNodes}
        edges={shownEdges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={(instance) => {
          flow.current = instance;
          if (!useView.getState().viewport) void fitGraph();
        }}
        defaultViewport={useView.getState().viewport}
        minZoom={0.1}
        maxZoom={2}
        onMove={(event, viewport) => {
          fit.onMove();
          distance.onMove(event, viewport);
        }}
        onMoveEnd={(event, viewport) => {
          fit.onMoveEnd(event, viewport);
          distance.onMoveEnd(event, viewport);
        }}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...wireGestures}
        onBeforeDelete={onBeforeDelete}
        onDoubleClick={(event: ReactMouseEvent) => {
          if (event.target instanceof Element && event.target.classList.contains('react-flow__pane')) {
            openSearch({ x: event.clientX, y: event.clientY });
          }
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
        deleteKeyCode={['Delete', 'Backspace']}
        zoomOnDoubleClick={false}
        connectionRadius={28}
        selectionMode={SelectionMode.Partial}
        elevateNodesOnSelect
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={ariaLabels}
      >
        {!distance.far && <Background variant={BackgroundVariant.Dots} gap={20} size={1} />}
        <Controls orientation="horizontal" showInteractive={false} fitViewOptions={wholeGraph} onFitView={fitGraph} />
        <FitAgain fitGraph={fitGraph} />
        {nodes.length > 15 && (
          <MiniMap<FlowNode>
            pannable
            zoomable
            nodeClassName={({ data }) => categoryClass(data.checked?.block.category)}
            ariaLabel="Map of the graph"
          />
        )}
      </ReactFlow>
    </Far>
  );
}

/** What the toolbar and the host ask of the canvas. */
function useCommands(flow: FlowReference, fitGraph: () => Promise<void>): void {
  useEffect(() => {
    const stopCommands = onCommand((command) => {
      if (command === 'fit') void fitGraph();
      if (command === 'tidy' && flow.current) void tidyAll(flow.current, fitGraph);
      if (command === 'addBlock') {
        const box = document.querySelector('.canvas')?.getBoundingClientRect();
        if (!box || !flow.current) return;
        const centre = flow.current.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
        const screen = { x: box.left + box.width / 2 - 160, y: box.top + 24 };
        useView.setState({ search: { screen, position: freePlace(centre, flow.current.getNodes()) } });
      }
    });
    const stopReveals = onReveal((node) => {
      const { zoom } = flow.current?.getViewport() ?? { zoom: 1 };
      void flow.current?.fitView({ nodes: [{ id: node }], minZoom: zoom, maxZoom: zoom, duration: 150 });
    });
    return () => {
      stopCommands();
      stopReveals();
    };
  }, [flow, fitGraph]);
}

/** The nearest place below a point where a new block covers no other. */
function freePlace({ x, y }: Position, nodes: readonly FlowNode[]): Position {
  const place = { x: x - 100, y: y - 60 };
  const covers = ({ position, measured }: FlowNode): boolean =>
    Math.abs(position.x - place.x) < 220 &&
    place.y < position.y + (measured?.height ?? 100) + 20 &&
    position.y < place.y + 260;
  while (nodes.some(covers)) place.y += 20;
  return place;
}

async function tidyAll(flow: Flow, fitGraph: () => Promise<void>): Promise<void> {
  const { tidy } = await import('./tidy');
  const boxes = flow
    .getNodes()
    .map(({ id, measured }) => ({ id, width: measured?.width ?? 200, height: measured?.height ?? 100 }));
  const wires = flow.getEdges().map(({ source, target }) => ({ from: source, to: target }));
  await edit({ kind: 'move', positions: tidy(boxes, wires) });
  requestAnimationFrame(() => void fitGraph());
}

const ariaLabels = {
  'node.a11yDescription.default':
    'Press Enter or Space to select the block, the arrow keys to move it, and Delete to remove it.',
  'edge.a11yDescription.default': 'Press Enter or Space to select the wire, and Delete to remove it.',
  'controls.ariaLabel': 'Zoom',
  'controls.fitView.ariaLabel': 'Fit the graph into the view',
};
