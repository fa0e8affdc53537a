import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo, useContext } from 'react';
import { roleClass } from '../blocks/face';
import { useView } from '../state/view';
import { isActive } from '../training/active';
import { useTraining } from '../training/store';
import { Far } from './distance';
import type { WireEdge as FlowEdge } from './flow';
import { LabelLayer } from './label-layer';

/** A wire: coloured by its role, with the variable and shape that it carries; an energy is dashed. */
export const WireEdge = memo(function WireEdge(props: EdgeProps<FlowEdge>) {
  const { id, data, selected } = props;
  const far = useContext(Far);
  const [path, x, y] = getBezierPath(props);
  const { from, to } = data?.wire ?? {};
  const sums = data?.role === 'energy';
  const active = useTraining(
    (training) =>
      from !== undefined &&
      to !== undefined &&
      isActive(training, from.node, false) &&
      isActive(training, to.node, sums),
  );
  const classes = ['wire', roleClass(data?.role), selected && 'selected', data?.faulty && 'faulty', active && 'active']
    .filter(Boolean)
    .join(' ');
  return (
    <>
      <BaseEdge id={id} path={path} className={classes} interactionWidth={18} />
      {data?.label && !far && (
        <LabelLayer>
          <button
            type="button"
            tabIndex={-1}
            className={`wire-label ${classes} nodrag nopan`}
            onClick={() => useView.setState({ nodes: new Set(), edges: new Set([id]) })}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            title={data.title}
          >
            {data.label}
          </button>
        </LabelLayer>
      )}
    </>
  );
});
