import 'uplot/dist/uPlot.min.css';
import './views.css';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { datasets } from '../../core/data/datasets';
import { shownObservation } from '../../core/program/manifest';
import { unrecordedWords } from '../../core/training/protocol';
import { axesName } from '../training/code-axes';
import { joinNotes } from '../training/state';
import { useTraining } from '../training/store';
import { Canvas, type Draw } from './canvas';
import { drawChoices } from './draw-choices';
import { drawCode } from './draw-code';
import { drawLandscape } from './draw-landscape';
import { whyNoCode } from './no-code';
import { formatCount } from './number-format';
import { drawingOf, type SamplePicture } from './sample-picture';
import { useTheme } from './theme';

/** Nothing is drawn before a run: the chart and its library are fetched with the first one. */
const EnergyChart = lazy(async () => ({ default: (await import('./energy-chart')).EnergyChart }));

/** The large views of a run, and what there is to say about it. */
export function TrainingPanel() {
  const note = useTraining(({ note, obstacle }) => joinNotes(note, unrecordedWords(obstacle)));
  return (
    <div className="training-panel">
      <div className="training-views">
        <EnergyTerms />
        <CodeOrLandscape />
        <Reconstruction />
        <SamplesOrLandscape />
      </div>
      <footer className="training-foot">{note ? <p className="training-note">{note}</p> : null}</footer>
    </div>
  );
}

interface ViewProps {
  readonly title: string;
  readonly caption?: string;
  /** How it is drawn, for the person to choose. */
  readonly control?: ReactNode;
  readonly legend?: ReactNode;
  readonly empty?: string | undefined;
  readonly children?: ReactNode;
}

function View({ title, caption, control, legend, empty, children }: ViewProps) {
  return (
    <section className="training-view" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <span className="view-caption" title={caption}>
          {caption}
        </span>
        {control}
      </header>
      <div className="view-picture">{empty ? <span className="view-empty">{empty}</span> : children}</div>
      {legend}
    </section>
  );
}

const noData = 'no data yet';
/** One and the same, for what is read anew without end is another each time. */
const none: readonly string[] = [];

function EnergyTerms() {
  const curve = useTraining(({ curve }) => curve);
  const terms = useTraining(({ manifest }) => manifest?.terms);
  const [wanted, setWanted] = useState(true);
  const drawable = terms?.length && terms.length === curve.terms.length && curve.steps.length ? terms : undefined;
  // Energies may be negative; a logarithm would show nothing of them.
  const positive = curve.terms.every((series) => (series.at(-1) ?? 0) > 0);
  const control = (
    <button
      type="button"
      className="view-toggle"
      aria-pressed={wanted && positive}
      disabled={!positive}
      title={positive ? 'A logarithmic axis' : 'A term is not above zero: it has no logarithm.'}
      onClick={() => setWanted(!wanted)}
    >
      log
    </button>
  );
  return (
    <View title="Energy terms" caption="per step" control={control} empty={drawable ? undefined : noData}>
      <Suspense fallback={null}>
        {drawable ? <EnergyChart curve={curve} terms={drawable} logarithmic={wanted && positive} /> : null}
      </Suspense>
    </View>
  );
}

function LatentCode() {
  const codes = useTraining(({ probe }) => probe?.codes);
  const axes = useTraining(({ codeAxes }) => codeAxes);
  const prior = useTraining(({ manifest }) => manifest?.canSample ?? false);
  const hasCode = useTraining(({ manifest }) => manifest === undefined || manifest.code !== undefined);
  const named = useTraining(({ manifest }) => manifest?.codes ?? none);
  const choices = useTraining(({ manifest }) => manifest?.code?.kind === 'one-hot');
  const draw = useMemo<Draw | undefined>(() => {
    if (!codes || !axes) return undefined;
    if (choices) return (surface) => drawChoices(surface, codes, surface.theme.purple);
    return (surface) => drawCode(surface, { codes, axes, prior, numbered: true, most: 1500 });
  }, [codes, axes, prior, choices]);
  if (!codes || !axes || !draw) {
    return <View title="Latent code" empty={hasCode ? noData : whyNoCode(named)} />;
  }
  const { dimensions, mean, deviation, labels } = codes;
  const samples = formatCount(mean.length / dimensions);
  if (choices) {
    return (
      <View
        title="Latent code"
        caption={`samples per choice, ${dimensions}`}
        legend={<div className="view-legend">{labels ? <ClassLegend /> : null}</div>}
      >
        <Canvas draw={draw} label={`How many of ${samples} held-out samples take each choice`} />
      </View>
    );
  }
  const of = dimensions > 2 ? ` · widest of ${dimensions}` : '';
  const legend = (
    <div className="view-legend">
      {labels ? <ClassLegend /> : null}
      {deviation ? <span>disc σ(x)</span> : null}
      {prior ? <span>dashes N(0, I)</span> : null}
    </div>
  );
  return (
    <View title="Latent code" caption={`${axesName(axes)}${of}`} legend={legend}>
      <Canvas draw={draw} label={`Codes of ${samples} held-out samples, ${axesName(axes)}`} />
    </View>
  );
}

/** A graph without a code shows where its energy is low instead, where its data can be drawn. */
function CodeOrLandscape() {
  const hasCode = useTraining(({ manifest }) => manifest === undefined || manifest.code !== undefined);
  const hasLandscape = useTraining(({ probe }) => probe?.landscape !== undefined);
  return !hasCode && hasLandscape ? <EnergyLandscape /> : <LatentCode />;
}

/** One with a code shows it where no samples can be drawn. */
function SamplesOrLandscape() {
  const hasCode = useTraining(({ manifest }) => manifest?.code !== undefined);
  const canSample = useTraining(({ manifest }) => manifest?.canSample ?? true);
  const hasLandscape = useTraining(({ probe }) => probe?.landscape !== undefined);
  return hasCode && !canSample && hasLandscape ? <EnergyLandscape /> : <Samples />;
}

function EnergyLandscape() {
  const landscape = useTraining(({ probe }) => probe?.landscape);
  const points = useTraining(({ probe }) => probe?.inputs);
  const draw = useMemo<Draw | undefined>(
    () => landscape && ((surface) => drawLandscape(surface, { landscape, points, numbered: true })),
    [landscape, points],
  );
  return (
    <View title="Energy landscape" caption="darker is lower" empty={draw ? undefined : noData}>
      {draw ? <Canvas draw={draw} label="The energy over the plane, with held-out samples on it" /> : null}
    </View>
  );
}

function ClassLegend() {
  const theme = useTheme();
  const dataset = useTraining(({ manifest }) => (manifest && shownObservation(manifest))?.dataset);
  const classes = datasets.find(({ id }) => id === dataset)?.classes ?? 0;
  return (
    <ul className="class-legend" aria-label="Classes">
      {Array.from({ length: classes }, (_, label) => ({
        label,
        colour: theme.classes[label % theme.classes.length],
      })).map(({ label, colour }) => (
        <li key={label}>
          <svg width="7" height="7" aria-hidden="true">
            <circle cx="3.5" cy="3.5" r="3.5" fill={colour} />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

function SampleCanvas({ picture, label }: { readonly picture: SamplePicture; readonly label: string }) {
  const { shape, values, colour, beside, numbered, wanted } = picture;
  // The parts decide, not the object: it is made anew with every number of a frame.
  const [others, joined, names, from] = [beside?.values, beside?.joined ?? false, beside?.names, beside?.shape];
  const draw = useMemo(
    () =>
      drawingOf({
        shape,
        values,
        colour,
        numbered,
        wanted,
        ...(others ? { beside: { shape: from, values: others, joined, ...(names ? { names } : {}) } } : {}),
      }),
    [shape, values, colour, numbered, wanted, others, joined, names, from],
  );
  return draw ? <Canvas draw={draw} label={label} /> : <span className="view-empty">no picture for this shape</span>;
}

const pairNames = ['x', 'x̂'] as const;
/** Where another observation is predicted, that one stands beside its prediction. */
const predictedNames = ['y', 'ŷ'] as const;

function Reconstruction() {
  const probe = useTraining(({ probe }) => probe);
  const shape = useTraining(({ manifest }) => manifest?.decoder?.shape);
  const observed = useTraining(({ manifest }) => (manifest && shownObservation(manifest))?.shape);
  const title = probe?.targets ? 'Prediction x → ŷ' : 'Reconstruction x → x̂';
  const predicts = useTraining(({ manifest }) => manifest === undefined || manifest.decoder !== undefined);
  if (!predicts) return <View title={title} empty="Nothing here predicts an observation as a whole." />;
  if (!probe?.reconstructions || !shape) return <View title={title} caption="held-out" empty={noData} />;
  const beside = probe.targets
    ? { shape, values: probe.targets, names: predictedNames, joined: true }
    : { shape: observed, values: probe.inputs, names: pairNames, joined: true };
  const picture = {
    shape,
    values: probe.reconstructions,
    colour: 'green',
    beside,
    numbered: true,
    wanted: 20,
  } as const;
  return (
    <View title={title} caption="held-out" legend={<PointLegend shape={shape} colour="green" made="x̂" />}>
      <SampleCanvas picture={picture} label="Held-out samples and their reconstructions" />
    </View>
  );
}

function Samples() {
  const probe = useTraining(({ probe }) => probe);
  const shape = useTraining(({ manifest }) => manifest?.decoder?.shape);
  const observed = useTraining(({ manifest }) => (manifest && shownObservation(manifest))?.shape);
  const canSample = useTraining(({ manifest }) => manifest?.canSample ?? true);
  const hasCode = useTraining(({ manifest }) => manifest?.code !== undefined);
  const named = useTraining(({ manifest }) => manifest?.codes ?? none);
  if (!canSample) {
    const why = hasCode ? 'The code has no prior to draw from; a KL would give it one.' : whyNoCode(named);
    return <View title="Samples" empty={why} />;
  }
  if (!probe?.samples || !shape) return <View title="Samples" caption="z ~ N(0, I)" empty={noData} />;
  const beside = { shape: observed, values: probe.inputs, joined: false };
  const picture = { shape, values: probe.samples, colour: 'purple', beside, numbered: true, wanted: 24 } as const;
  return (
    <View
      title="Samples"
      caption="decoded, z ~ N(0, I)"
      legend={<PointLegend shape={shape} colour="purple" made="drawn" />}
    >
      <SampleCanvas picture={picture} label="Decoded draws from the prior" />
    </View>
  );
}

/** Points need to be told apart; pictures say what they are. */
function PointLegend({ shape, colour, made }: { shape: readonly number[]; colour: 'green' | 'purple'; made: string }) {
  const theme = useTheme();
  if (shape.length !== 1) return null;
  return (
    <div className="view-legend">
      <ul className="class-legend">
        {[
          { name: 'x', fill: theme.foreground, opacity: 0.4 },
          { name: made, fill: theme[colour], opacity: 1 },
        ].map(({ name, fill, opacity }) => (
          <li key={name}>
            <svg width="7" height="7" aria-hidden="true">
              <circle cx="3.5" cy="3.5" r="3.5" fill={fill} opacity={opacity} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
