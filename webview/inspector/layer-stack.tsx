import { useId } from 'react';
import type { Diagnostic } from '../../core/analysis/diagnostic';
import { type LayerReport, writtenDefaults } from '../../core/blocks/block';
import { layers as catalogue } from '../../core/blocks/layers/catalogue';
import type { WrittenLayer } from '../../core/blocks/layers/stack';
import { effectOf } from '../../core/blocks/parameter';
import { formatBatch, formatSizes } from '../../core/blocks/signal';
import type { Json, JsonPath } from '../../core/graph/document';
import type { Operation } from '../../core/graph/operation';
import { DiagnosticList } from '../diagnostics/diagnostic-list';
import { edit } from '../state/host';
import { setParameter } from '../state/wiring';
import { IconButton } from './icon-button';
import { ParameterField } from './parameter-field';

interface StackProps {
  readonly node: string;
  /** The parameter that holds the stack. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly layers: readonly WrittenLayer[];
  /** False where the document leaves the stack to its default. */
  readonly written: boolean;
  readonly reports: readonly LayerReport[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The layers of an encoder or a decoder, with the shape behind each. */
export function LayerStack(props: StackProps) {
  const { node, name, label, help, layers, written, reports, diagnostics } = props;
  // A stack that is not written yet is written whole, as it was and changed.
  const change = (operation: Operation, whole: readonly WrittenLayer[]): void =>
    void edit(written ? operation : setParameter(node, [name], whole));
  const insert = (index: number, type: string): void => {
    const layer = catalogue.get(type);
    if (!layer) return;
    const value: WrittenLayer = { layer: type, ...writtenDefaults(layer.parameters) };
    change({ kind: 'insert-element', node, path: [name], index, value }, layers.toSpliced(index, 0, value));
  };
  const remove = (index: number): void =>
    change({ kind: 'remove-parameter', node, path: [name, index] }, layers.toSpliced(index, 1));
  const move = (index: number, to: number): void => {
    const value = layers[index];
    if (!value) return;
    const operations: Operation[] = [
      { kind: 'remove-parameter', node, path: [name, index] },
      { kind: 'insert-element', node, path: [name], index: to, value },
    ];
    change({ kind: 'sequence', operations }, layers.toSpliced(index, 1).toSpliced(to, 0, value));
  };
  const set = (index: number, parameter: string, value: Json): void =>
    change(
      setParameter(node, [name, index, parameter], value),
      layers.map((layer, at) => (at === index ? { ...layer, [parameter]: value } : layer)),
    );
  return (
    <section className="stack" aria-label={label}>
      <h3>{label}</h3>
      <p className="help">{help}</p>
      <ol>
        {layers.map((layer, index) => (
          <LayerCard
            // biome-ignore lint/suspicious/noArrayIndexKey: a layer has no name but its place
            key={`${index} ${layer.layer}`}
            layer={layer}
            index={index}
            count={layers.length}
            report={reports[index]}
            diagnostics={diagnostics.filter(({ path }) => isAt(path, [name, index]))}
            onSet={(parameter, value) => set(index, parameter, value)}
            onMove={(to) => move(index, to)}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      <AddLayer onAdd={(type) => insert(layers.length, type)} />
    </section>
  );
}

const isAt = (path: JsonPath | undefined, prefix: JsonPath): boolean => prefix.every((step, at) => path?.[at] === step);

function LayerCard(props: {
  layer: WrittenLayer;
  index: number;
  count: number;
  report: LayerReport | undefined;
  diagnostics: readonly Diagnostic[];
  onSet: (parameter: string, value: Json) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const { layer, index, count, report, diagnostics, onSet, onMove, onRemove } = props;
  const known = catalogue.get(layer.layer);
  const title = known?.title ?? layer.layer;
  const words = `layer ${index + 1}, ${title}`;
  return (
    <li className={diagnostics.length ? 'layer faulty' : 'layer'}>
      <div className="layer-head">
        <span className="layer-title" title={known?.about}>
          {title}
        </span>
        <span className="layer-report figure" title={report && formatBatch(report.shape)}>
          {report ? formatSizes(report.shape) : '?'}
          {report && report.parameters > 0 && <span> · {report.parameters.toLocaleString('en')}</span>}
        </span>
        <IconButton
          icon="arrow-up"
          label={`Move ${words} up`}
          disabled={index === 0}
          onClick={() => onMove(index - 1)}
        />
        <IconButton
          icon="arrow-down"
          label={`Move ${words} down`}
          disabled={index === count - 1}
          onClick={() => onMove(index + 1)}
        />
        <IconButton icon="close" label={`Remove ${words}`} onClick={onRemove} />
      </div>
      {known && Object.keys(known.parameters).length > 0 && (
        <div className="layer-fields">
          {Object.entries(known.parameters).map(([name, parameter]) => (
            <ParameterField
              key={name}
              parameter={parameter}
              effect={effectOf(parameter, layer)}
              value={layer[name] ?? parameter.default}
              commit={(value) => onSet(name, value)}
            />
          ))}
        </div>
      )}
      {diagnostics.length > 0 && <DiagnosticList diagnostics={diagnostics} />}
    </li>
  );
}

function AddLayer({ onAdd }: { onAdd: (type: string) => void }) {
  const id = useId();
  return (
    <div className="add-layer">
      <label className="visually-hidden" htmlFor={id}>
        Add a layer
      </label>
      <select id={id} value="" onChange={({ target }) => onAdd(target.value)}>
        <option value="" disabled>
          Add a layer …
        </option>
        {[...catalogue.values()].map(({ type, title }) => (
          <option key={type} value={type}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}
