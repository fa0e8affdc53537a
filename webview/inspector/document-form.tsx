import { useId, useMemo } from 'react';
import { totalCost } from '../../core/analysis/cost';
import { effectOf, isMeant, type Parameter } from '../../core/blocks/parameter';
import { trainingParameters } from '../../core/blocks/training';
import { useDocument } from '../state/document';
import { edit } from '../state/host';
import { Mechanisms } from './mechanisms';
import { ParameterField } from './parameter-field';
import { StepCost } from './step-cost';
import { TextField } from './text-field';

/** What the inspector shows while no block is selected: the document and how it is trained. */
export function DocumentForm() {
  const checked = useDocument((state) => state.checked);
  const { graph } = checked.document;
  const id = useId();
  const cost = useMemo(() => totalCost(checked.nodes), [checked]);
  const rename = (name: string): string | undefined => {
    if (!name.trim()) return 'A model needs a name.';
    void edit({ kind: 'set-name', name });
    return undefined;
  };
  return (
    <div className="inspector">
      <div className="inspector-head">
        <i className="codicon codicon-type-hierarchy" aria-hidden="true" />
        <h2>{graph.name}</h2>
      </div>
      {graph.about && <p className="about">{graph.about}</p>}
      <dl className="totals">
        <div>
          <dt>Blocks</dt>
          <dd className="figure">{graph.nodes.size}</dd>
        </div>
        <div>
          <dt>Wires</dt>
          <dd className="figure">{graph.edges.length}</dd>
        </div>
        <div>
          <dt>Parameters</dt>
          <dd className="figure">{cost.parameters.toLocaleString('en')}</dd>
        </div>
        <StepCost cost={cost} batch={checked.training.batch} />
      </dl>
      <Mechanisms />
      <div className="field">
        <div className="field-head">
          <label htmlFor={id}>Name</label>
        </div>
        <TextField id={id} label="Name" text={graph.name} commit={rename} />
      </div>
      <h3>Training</h3>
      {Object.entries<Parameter>(trainingParameters)
        .filter(([, parameter]) => isMeant(parameter, checked.training))
        .map(([name, parameter]) => (
          <ParameterField
            key={name}
            parameter={parameter}
            effect={effectOf(parameter, checked.training)}
            value={graph.training[name] ?? parameter.default}
            commit={(value) => void edit({ kind: 'set-training', key: name, value })}
          />
        ))}
    </div>
  );
}
