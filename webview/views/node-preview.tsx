import './views.css';
import { type ReactNode, useMemo } from 'react';
import type { CheckedNode } from '../../core/analysis/check';
import type { Block } from '../../core/blocks/block';
import { sizesOf } from '../../core/blocks/signal';
import { randomSource } from '../../core/data/random';
import { shownObservation } from '../../core/program/manifest';
import { axesName } from '../training/code-axes';
import { totals } from '../training/curve';
import { useTraining } from '../training/store';
import { Canvas, type Draw } from './canvas';
import { activeDimensions, klPerDimension } from './code-statistics';
import { drawChoices } from './draw-choices';
import { drawCode, drawReparameterization } from './draw-code';
import { drawLandscape } from './draw-landscape';
import { drawBars, drawSparkline } from './draw-series';
import { formatNumber } from './number-format';
import { drawingOf } from './sample-picture';
import type { Theme } from './theme';
import { useDataset } from './use-dataset';

/** What a block does at this moment of the training, as a picture inside it; nothing for a block without one. */
export function NodePreview({ node }: { readonly node: CheckedNode }) {
  const { block, values } = node;
  switch (block.category) {
    case 'observation':
      return block.lowering === 'observation' ? (
        <ObservationPreview node={node} dataset={block.dataset(values)} />
      ) : null;
    case 'code':
      return <CodePreview id={node.id} />;
    case 'noise':
      return block.lowering === 'signal' && block.withoutNoise ? (
        <NoisePreview id={node.id} draws={block.withoutNoise === 'mean'} />
      ) : null;
    case 'encoder':
      return node.outputs.output?.role === 'reconstruction' ? <DecoderPreview id={node.id} /> : null;
    case 'decoder':
      return <DecoderPreview id={node.id} />;
    case 'distance':
    case 'regularizer':
      return <TermPreview id={node.id} block={block} />;
    case 'energy':
      return <EnergyPreview />;
    case 'contrast':
      return <LandscapePreview />;
    default:
      return null;
  }
}

const shown = 12;

function Picture({
  draw,
  label,
  note,
}: {
  readonly draw: Draw | undefined;
  readonly label: string;
  readonly note?: string;
}) {
  return (
    <div className="preview">
      {draw ? <Canvas zoomed draw={draw} label={label} /> : <span className="view-empty">no data yet</span>}
      {draw && note ? <span className="preview-note">{note}</span> : null}
    </div>
  );
}

function ObservationPreview({ node, dataset }: { readonly node: CheckedNode; readonly dataset: string }) {
  const data = useDataset(dataset);
  const probe = useTraining(({ probe }) => probe);
  const first = useTraining(({ manifest }) => manifest && shownObservation(manifest));
  const shape = node.outputs.value?.shape;
  const draw = useMemo(() => {
    if (!shape) return undefined;
    const sizes = sizesOf(shape);
    const look = { shape: sizes, colour: 'blue', numbered: false, wanted: shown } as const;
    const observed = first?.node === node.id && first.dataset === dataset ? probe?.inputs : undefined;
    const test = data?.test;
    if (sizes.length === 1 && test) {
      return drawingOf({ ...look, values: test.values.data.subarray(0, 1200), labels: test.labels });
    }
    const values = observed ?? test?.values.data.subarray(0, 64 * sizes.reduce((a, b) => a * b, 1));
    return values && drawingOf({ ...look, values });
  }, [shape, data, probe?.inputs, first, node.id, dataset]);
  return <Picture draw={draw} label={`Samples of ${data?.description.title ?? dataset}`} />;
}

/** Where the energy is low, for data that can be drawn: what a contrast works on. */
function LandscapePreview() {
  const landscape = useTraining(({ probe }) => probe?.landscape);
  const draw = useMemo<Draw | undefined>(
    () => landscape && ((surface) => drawLandscape(surface, { landscape, points: undefined, numbered: false })),
    [landscape],
  );
  return draw ? <Picture draw={draw} label="The energy over the plane" note="darker is lower" /> : null;
}

function CodePreview({ id }: { readonly id: string }) {
  const codes = useTraining(({ probe, manifest }) => (manifest?.code?.node === id ? probe?.codes : undefined));
  const axes = useTraining(({ codeAxes }) => codeAxes);
  const prior = useTraining(({ manifest }) => manifest?.canSample ?? false);
  const choices = useTraining(({ manifest }) => manifest?.code?.kind === 'one-hot');
  const draw = useMemo<Draw | undefined>(() => {
    if (!codes || !axes) return undefined;
    if (choices) return (surface) => drawChoices(surface, codes, surface.theme.purple);
    return (surface) => drawCode(surface, { codes, axes, prior, numbered: false, most: 320 });
  }, [codes, axes, prior, choices]);
  if (choices) return <Picture draw={draw} label="How many held-out samples take each choice" />;
  const label = axes ? `Codes of held-out samples, ${axesName(axes)}` : 'Codes';
  return <Picture draw={draw} label={label} />;
}

function NoisePreview({ id, draws }: { readonly id: string; readonly draws: boolean }) {
  return draws ? <DrawnCodePreview /> : <CorruptionPreview id={id} />;
}

function DrawnCodePreview() {
  const codes = useTraining(({ probe }) => (probe?.codes?.deviation ? probe.codes : undefined));
  const axes = useTraining(({ codeAxes }) => codeAxes);
  const step = useTraining(({ probe }) => probe?.step ?? 0);
  const draw = useMemo<Draw | undefined>(() => {
    if (!codes || !axes) return undefined;
    return (surface) => {
      const { normal } = randomSource(step, 'preview of the noise');
      drawReparameterization(surface, { codes, axes, prior: true, numbered: false, most: 24 }, normal);
    };
  }, [codes, axes, step]);
  return <Picture draw={draw} label="Fuzzy balls, and one draw of z from each" note="one draw a ball" />;
}

function CorruptionPreview({ id }: { readonly id: string }) {
  const probe = useTraining(({ probe, manifest }) => (manifest?.corruption?.node === id ? probe : undefined));
  const shape = useTraining(({ manifest }) => (manifest && shownObservation(manifest))?.shape);
  const draw = useMemo(
    () =>
      probe?.corrupted && shape
        ? drawingOf({
            shape,
            values: probe.corrupted,
            beside: { values: probe.inputs, joined: true },
            colour: 'foreground',
            numbered: false,
            wanted: shown / 2,
          })
        : undefined,
    [probe, shape],
  );
  return <Picture draw={draw} label="Samples before and after the noise" />;
}

function DecoderPreview({ id }: { readonly id: string }) {
  const probe = useTraining(({ probe, manifest }) => (manifest?.decoder?.node === id ? probe : undefined));
  const shape = useTraining(({ manifest }) => manifest?.decoder?.shape);
  const observed = useTraining(({ manifest }) => (manifest && shownObservation(manifest))?.shape);
  const draw = useMemo(
    () =>
      probe?.reconstructions && shape
        ? drawingOf({
            shape,
            values: probe.reconstructions,
            beside: { shape: observed, values: probe.inputs, joined: false },
            colour: 'green',
            numbered: false,
            wanted: shown,
          })
        : undefined,
    [probe, shape, observed],
  );
  return <Picture draw={draw} label="Reconstructions of held-out samples" />;
}

const seriesColour = (category: Block['category']): keyof Omit<Theme, 'classes'> =>
  category === 'distance' ? 'green' : category === 'regularizer' ? 'orange' : 'red';

function TermPreview({ id, block }: { readonly id: string; readonly block: Block }) {
  const value = useTraining(({ terms }) => terms[id]);
  const index = useTraining(({ manifest }) => manifest?.terms.findIndex(({ node }) => node === id) ?? -1);
  const series = useTraining(({ curve }) => curve.terms[index]);
  // A code that is weighed over all its values draws every term into one.
  const inside = useTraining(({ manifest, curve }) => manifest !== undefined && index < 0 && curve.steps.length > 0);
  const codes = useTraining(({ probe }) => probe?.codes);
  const divergences = useMemo(
    () => (block.lowering === 'term' && block.prior && codes ? klPerDimension(codes) : undefined),
    [block, codes],
  );
  const colour = seriesColour(block.category);
  const draw = useMemo<Draw>(
    () => (surface) =>
      divergences
        ? drawBars(surface, divergences, surface.theme[colour])
        : drawSparkline(surface, series ?? [], surface.theme[colour]),
    [divergences, series, colour],
  );
  if (value === undefined)
    return inside ? <p className="preview-caption">inside the free energy</p> : <Picture draw={undefined} label="" />;
  return (
    <div className="preview preview-term">
      <Amount value={value} />
      <Canvas zoomed draw={draw} label={divergences ? 'KL of each dimension of the code' : 'This term over the run'} />
      {divergences && codes ? (
        <span className="preview-caption">{`${activeDimensions(codes)} of ${codes.dimensions} dimensions active`}</span>
      ) : (
        <span className="preview-caption">over the run</span>
      )}
    </div>
  );
}

function Amount({ value }: { readonly value: number }): ReactNode {
  return (
    <div className="preview-amount">
      <b>{formatNumber(value)}</b> nats a sample
    </div>
  );
}

/** The terms that a preview has room for. */
const shownTerms = 3;

function EnergyPreview() {
  const terms = useTraining(({ terms }) => terms);
  const names = useTraining(({ manifest }) => manifest?.terms);
  const curve = useTraining(({ curve }) => curve);
  const draw = useMemo<Draw>(() => (surface) => drawSparkline(surface, totals(curve), surface.theme.red), [curve]);
  const known = names?.filter(({ node }) => terms[node] !== undefined) ?? [];
  if (!known.length) return <Picture draw={undefined} label="" />;
  const value = (node: string): number => terms[node] ?? 0;
  const largest = Math.max(...known.map(({ node }) => Math.abs(value(node))), 1e-9);
  return (
    <div className="preview preview-term">
      <Amount value={known.reduce((sum, { node }) => sum + value(node), 0)} />
      <Canvas zoomed draw={draw} label="The energy over the run" />
      <ul className="preview-shares">
        {known.slice(0, shownTerms).map(({ node, name }) => (
          <li key={node}>
            <span>{name}</span>
            <meter min={0} max={largest} value={Math.abs(value(node))} aria-label={name} />
            <b>{formatNumber(value(node))}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
