import { useId, useMemo } from 'react';
import type { CheckedNode } from '../../core/analysis/check';
import { costsIn } from '../../core/analysis/cost';
import { EnergyGraph } from '../../core/analysis/energy/energy-graph';
import type { WrittenLayer } from '../../core/blocks/layers/stack';
import { effectOf, isMeant } from '../../core/blocks/parameter';
import { isNodeId } from '../../core/graph/document';
import { categoryClass, icons } from '../blocks/face';
import { DiagnosticList } from '../diagnostics/diagnostic-list';
import { useDocument } from '../state/document';
import { removeSelection } from '../state/gestures';
import { edit } from '../state/host';
import { selectNodes } from '../state/view';
import { setParameter } from '../state/wiring';
import { IconButton } from './icon-button';
import { LayerStack } from './layer-stack';
import { Mechanisms } from './mechanisms';
import { ParameterField } from './parameter-field';
import { StepCost } from './step-cost';
import { TextField } from './text-field';
import { Wires } from './wires';

/** Everything about one block: its name, its words, its parameters, its wires. */
export function BlockForm({ id }: { id: string }) {
  const checked = useDocument((state) => state.checked);
  const node = checked.nodes.get(id);
  const diagnostics = checked.diagnostics.filter((each) => each.node === id);
  const own = diagnostics.filter(({ path }) => path === undefined || path[0] === 'block');
  return (
    <div className="inspector">
      <div className={`inspector-head ${categoryClass(node?.block.category)}`}>
        <i className={`codicon codicon-${node ? icons[node.block.category] : 'question'}`} aria-hidden="true" />
        <h2>{node?.block.title ?? 'Unknown block'}</h2>
        <IconButton icon="trash" label={`Remove ${id}`} onClick={() => void removeSelection()} />
      </div>
      {node && (
        <p className="about">
          {node.block.about}
          {node.block.reference && <cite>{node.block.reference}</cite>}
        </p>
      )}
      {own.length > 0 && <DiagnosticList diagnostics={own} />}
      <Name id={id} />
      {node && <BlockCost node={node} />}
      {node?.block.lowering === 'energy' && <Mechanisms />}
      {node && <Parameters node={node} />}
      {node && <Wires node={node} />}
    </div>
  );
}

/** What the block takes of a training step; nothing where that is nothing. */
function BlockCost({ node }: { node: CheckedNode }) {
  const checked = useDocument((state) => state.checked);
  const cost = useMemo(() => costsIn(new EnergyGraph(checked.nodes)).get(node), [checked, node]);
  if (!cost || (!cost.multiplyAdds && cost.activations * checked.training.batch < 1e4)) return null;
  return (
    <dl className="totals">
      <div>
        <dt>Parameters</dt>
        <dd className="figure">{cost.parameters.toLocaleString('en')}</dd>
      </div>
      <StepCost cost={cost} batch={checked.training.batch} />
    </dl>
  );
}

function Name({ id }: { id: string }) {
  const field = useId();
  const rename = (to: string): string | undefined => {
    if (!isNodeId(to)) return 'A name is a letter, then letters, digits, - or _, 64 at most.';
    if (useDocument.getState().checked.document.graph.nodes.has(to)) return `“${to}” is taken; choose another name.`;
    // Whichever of the two names the document has meanwhile is the selected block.
    selectNodes([id, to]);
    void edit({ kind: 'rename-node', id, to }).then((done) => selectNodes([done ? to : id]));
    return undefined;
  };
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={field}>Name</label>
      </div>
      <TextField id={field} label="Name" text={id} commit={rename} />
    </div>
  );
}

function Parameters({ node }: { node: CheckedNode }) {
  const checked = useDocument((state) => state.checked);
  const { id, block, values, layers } = node;
  const written = checked.document.graph.nodes.get(id)?.parameters ?? {};
  const diagnostics = checked.diagnostics.filter((each) => each.node === id);
  return Object.entries(block.parameters).map(([name, parameter]) => {
    const isWritten = Object.hasOwn(written, name);
    if (!isMeant(parameter, values)) return null;
    if (parameter.control.kind === 'layers') {
      return (
        <LayerStack
          key={name}
          node={id}
          name={name}
          label={parameter.label}
          help={parameter.help}
          layers={values[name] as readonly WrittenLayer[]}
          written={isWritten}
          reports={layers}
          diagnostics={diagnostics}
        />
      );
    }
    return (
      <ParameterField
        key={`${id} ${name}`}
        parameter={parameter}
        effect={effectOf(parameter, values)}
        value={isWritten ? written[name] : parameter.default}
        fault={diagnostics.find(({ path }) => path?.[0] === name)?.message}
        commit={(value) => void edit(setParameter(id, [name], value))}
      />
    );
  });
}
