import { Handle, type Position, useConnection } from '@xyflow/react';
import type { CSSProperties } from 'react';
import { portOutlines, roleClass } from '../blocks/face';
import { checkedGraph } from '../state/document';
import { letterOf, roleNames } from '../state/names';
import { canConnect } from '../state/wiring';
import type { PortFace } from './flow';
import { handleId, portOf } from './port-sides';

/** Whether the wire in hand could end here: undefined while no wire is. */
function useOffer(node: string, port: string, side: 'from' | 'to'): boolean | undefined {
  return useConnection(({ inProgress, fromHandle }) => {
    if (!inProgress || !fromHandle?.id) return undefined;
    const other = { node: fromHandle.nodeId, port: portOf(fromHandle.id) };
    if (other.node === node && other.port === port) return undefined;
    if ((fromHandle.type === 'source') === (side === 'from')) return false;
    const own = { node, port };
    return side === 'from' ? canConnect(checkedGraph(), own, other) : canConnect(checkedGraph(), other, own);
  });
}

export interface PortProps {
  readonly node: string;
  readonly face: PortFace;
  readonly side: 'from' | 'to';
  readonly position: Position;
  readonly style: CSSProperties;
}

/** Where a port stands, for a block that is too far off to show it: what React Flow measures to draw its wires. */
export function PortPlace({ face, side, position, style }: PortProps) {
  return (
    <div
      className={`port react-flow__handle react-flow__handle-${position} ${side === 'from' ? 'source' : 'target'}`}
      data-handleid={handleId(face.name, position)}
      data-handlepos={position}
      style={style}
    />
  );
}

/** A port: its role has a colour, an outline and a letter, so that any one of them can be read alone. */
export function Port(props: PortProps) {
  const { node, face, side, position, style } = props;
  const offer = useOffer(node, face.name, side);
  const classes = [
    'port',
    roleClass(face.role),
    face.wired && 'wired',
    offer === true && 'lit',
    offer === false && 'dimmed',
  ];
  return (
    <Handle
      id={handleId(face.name, position)}
      type={side === 'from' ? 'source' : 'target'}
      position={position}
      className={classes.filter(Boolean).join(' ')}
      style={style}
      title={face.title}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={portOutlines[face.role ?? 'unknown']} />
      </svg>
      <span className="port-letter" aria-hidden="true">
        {letterOf(face.role)}
      </span>
      <span className="port-label" aria-hidden="true">
        {face.name}
        {face.role ? ` · ${roleNames[face.role]}` : ''}
      </span>
    </Handle>
  );
}
