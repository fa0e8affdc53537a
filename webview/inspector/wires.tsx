import { useId } from 'react';
import type { CheckedNode } from '../../core/analysis/check';
import type { Port } from '../../core/blocks/block';
import { type Endpoint, formatEndpoint } from '../../core/graph/document';
import { useDocument } from '../state/document';
import { connect, disconnect } from '../state/gestures';
import { partners, type Side } from '../state/wiring';
import { IconButton } from './icon-button';

/** The ports of a block with their wires: the way to connect and detach without a pointer. */
export function Wires({ node }: { node: CheckedNode }) {
  const { inputs, outputs } = node.block;
  return (
    <section className="wires" aria-label="Wires">
      {inputs.length > 0 && <h3>Takes</h3>}
      {inputs.map((port) => (
        <PortWires key={port.name} end={{ node: node.id, port: port.name }} port={port} side="to" />
      ))}
      {outputs.length > 0 && <h3>Gives</h3>}
      {outputs.map((port) => (
        <PortWires key={port.name} end={{ node: node.id, port: port.name }} port={port} side="from" />
      ))}
    </section>
  );
}

function PortWires({ end, port, side }: { end: Endpoint; port: Port; side: Side }) {
  const checked = useDocument((state) => state.checked);
  const id = useId();
  const wires = checked.document.graph.edges.filter((edge) => formatEndpoint(edge[side]) === formatEndpoint(end));
  const offers = partners(checked, end, side);
  const join = (text: string): void => {
    const other = offers.find((offer) => formatEndpoint(offer) === text);
    if (other) void (side === 'from' ? connect(end, other) : connect(other, end));
  };
  return (
    <div className="port-wires">
      <span className="port-name" title={port.about}>
        {port.name}
      </span>
      <ul>
        {wires.map((wire) => {
          const other = formatEndpoint(side === 'from' ? wire.to : wire.from);
          return (
            <li key={wire.index}>
              <span>
                {side === 'from' ? '→' : '←'} {other}
              </span>
              <IconButton
                icon="debug-disconnect"
                label={`Detach ${port.name} from ${other}`}
                onClick={() => void disconnect(wire)}
              />
            </li>
          );
        })}
        {offers.length > 0 && (
          <li>
            <label className="visually-hidden" htmlFor={id}>
              Connect {port.name} to
            </label>
            <select id={id} value="" onChange={({ target }) => join(target.value)}>
              <option value="" disabled>
                {wires.length && side === 'to' && !port.many ? 'connect instead to …' : 'connect to …'}
              </option>
              {offers.map((offer) => (
                <option key={formatEndpoint(offer)} value={formatEndpoint(offer)}>
                  {formatEndpoint(offer)}
                </option>
              ))}
            </select>
          </li>
        )}
        {wires.length === 0 && offers.length === 0 && <li className="help">nothing here fits yet</li>}
      </ul>
    </div>
  );
}
