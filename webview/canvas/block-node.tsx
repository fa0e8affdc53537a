import { type NodeProps, Position } from '@xyflow/react';
import { type ComponentType, memo, useContext } from 'react';
import { categoryClass, icons } from '../blocks/face';
import { Badge } from '../diagnostics/badge';
import { isActive } from '../training/active';
import { useTraining } from '../training/store';
import { NodePreview } from '../views/node-preview';
import { Far } from './distance';
import type { BlockNode as FlowNode, PortFace } from './flow';
import { Port, PortPlace, type PortProps } from './port';
import { usePortSides } from './port-sides';

/** A block on the canvas: what it is, what it does, how large it is, what is wrong with it, and what it shows while it runs. */
export const BlockNode = memo(function BlockNode({ data, selected, height }: NodeProps<FlowNode>) {
  const { written, checked, inputs, outputs, parameters, diagnostics } = data;
  const block = checked?.block;
  const faulty = diagnostics.some(({ severity }) => severity === 'error');
  const sums = block?.lowering === 'energy';
  const active = useTraining((training) => isActive(training, written.id, sums));
  const classes = [
    'block',
    categoryClass(block?.category),
    selected && 'selected',
    faulty && 'faulty',
    active && 'active',
  ];
  const className = classes.filter(Boolean).join(' ');
  const title = block?.title ?? 'Unknown block';
  // Only a block that has been measured keeps its size without what it holds.
  if (useContext(Far) && height) {
    return (
      <div className={className} style={{ height }}>
        <span className="block-title">{title}</span>
        <Ports id={written.id} inputs={inputs} outputs={outputs} drawn={PortPlace} />
      </div>
    );
  }
  return (
    <div className={className} style={{ minHeight: 34 + 30 * Math.max(inputs.length, outputs.length) }}>
      <div className="block-head">
        <i className={`codicon codicon-${block ? icons[block.category] : 'question'}`} aria-hidden="true" />
        <span className="block-title">{title}</span>
      </div>
      <div className="block-body">
        <div className="block-summary">{checked ? checked.block.summary(checked.values) : written.block}</div>
        <div className="block-facts">
          <span className="block-id">{written.id}</span>
          {parameters ? <span className="figure">{parameters.toLocaleString('en')} parameters</span> : null}
        </div>
        {checked && <NodePreview node={checked} />}
      </div>
      {(diagnostics.length > 0 || checked?.waiting) && (
        <div className="block-foot">
          {diagnostics.length > 0 ? (
            <Badge diagnostics={diagnostics} of={written.id} />
          ) : (
            <span className="waiting">waiting for its inputs</span>
          )}
        </div>
      )}
      <Ports id={written.id} inputs={inputs} outputs={outputs} drawn={Port} />
    </div>
  );
});

function Ports(props: {
  readonly id: string;
  readonly inputs: readonly PortFace[];
  readonly outputs: readonly PortFace[];
  readonly drawn: ComponentType<PortProps>;
}) {
  const { id, inputs, outputs, drawn: Drawn } = props;
  const sidesOf = usePortSides(id);
  const ports = [
    ...inputs.map((face) => ({ face, end: 'to' as const })),
    ...outputs.map((face) => ({ face, end: 'from' as const })),
  ].flatMap(({ face, end }) => sidesOf(end, face.name).map((position) => ({ face, end, position })));
  return ports.map((port) => {
    const { face, end, position } = port;
    const neighbours = ports.filter((other) => other.position === position);
    const place = neighbours.indexOf(port);
    return (
      <Drawn
        key={`${end} ${face.name} ${position}`}
        node={id}
        face={face}
        side={end}
        position={position}
        style={
          position === Position.Left || position === Position.Right
            ? { top: 46 + 30 * place }
            : { left: `${(100 * (place + 1)) / (neighbours.length + 1)}%` }
        }
      />
    );
  });
}
