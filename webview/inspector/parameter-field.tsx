import { useId } from 'react';
import type { Effect, Parameter } from '../../core/blocks/parameter';
import type { Json } from '../../core/graph/document';
import { TextField } from './text-field';

const effectWords: Record<Effect, string> = {
  live: 'Felt at the next step; nothing is lost.',
  'next step': 'A run goes on with it at its next step: the weights stay, what the optimizer remembers begins anew.',
  rebuild: 'The next Train builds the model anew and keeps the weights that still fit.',
  reset: 'The next Train starts over.',
};

const written = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);

/** What a person typed, as a value of the document; a text where it is no number, for the schema to refuse. */
function read(text: string, control: Parameter['control']): Json {
  const numberOf = (part: string): Json => (part.trim() === '' || Number.isNaN(Number(part)) ? part : Number(part));
  if (control.kind === 'number') return numberOf(text.trim().replace(',', '.').replace('−', '-'));
  if (control.kind === 'sizes')
    return text
      .split(/[\s,×x[\]]+/)
      .filter(Boolean)
      .map(numberOf);
  if (control.kind === 'pattern') return text.split(/[\s,]+/).filter(Boolean);
  return text;
}

/** One parameter of a block, a layer or the training, with its unit, its help and what a change does to a run. */
export function ParameterField(props: {
  parameter: Parameter;
  /** What a change does to a run, beside the other parameters. */
  effect: Effect;
  /** As the document has it, valid or not; the default where it says nothing. */
  value: unknown;
  fault?: string | undefined;
  readOnly?: boolean;
  commit: (value: Json) => void;
}) {
  const { parameter, effect, value, fault, readOnly = false, commit } = props;
  const { label, help, unit, control, schema, expects } = parameter;
  const id = useId();
  const text = written(value);
  const tryCommit = (typed: string): string | undefined => {
    const next = read(typed, control);
    if (!schema.safeParse(next).success) return `${label} must be ${expects}.`;
    commit(next);
    return undefined;
  };
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id}>{label}</label>
        <span className={`effect effect-${effect.replace(' ', '-')}`} title={effectWords[effect]}>
          {effect}
        </span>
      </div>
      <div className="field-row">
        {control.kind === 'choice' ? (
          <div className="field-control">
            <select
              id={id}
              className="nokey nodrag"
              aria-describedby={`${id}-help`}
              value={text}
              disabled={readOnly}
              onChange={({ target }) => commit(target.value)}
            >
              {!control.options.some((option) => option.value === text) && <option value={text}>{text}</option>}
              {control.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
            {fault && <span className="refusal">{fault}</span>}
          </div>
        ) : (
          <TextField
            id={id}
            label={label}
            text={text}
            fault={fault}
            describedBy={`${id}-help`}
            numeric={control.kind === 'number'}
            readOnly={readOnly}
            commit={tryCommit}
          />
        )}
        {unit && <span className="unit">{unit}</span>}
      </div>
      <p id={`${id}-help`} className="help">
        {help}
        {control.kind === 'number' && (
          <span className="range figure">
            {' '}
            {control.minimum} … {control.maximum.toLocaleString('en')}
          </span>
        )}
      </p>
    </div>
  );
}
