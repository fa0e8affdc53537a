import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { useRuns } from '../runs/runs';
import { useView } from '../state/view';
import { type Curve, totals } from '../training/curve';
import { chartData } from './energy-columns';
import { formatCount, formatNumber } from './number-format';
import { logarithmicTicks } from './plane';
import { type Theme, useTheme } from './theme';

/** How a term is told from the others, also where colours cannot be told apart. */
const styles: readonly { readonly colour: keyof Omit<Theme, 'classes'>; readonly dash: readonly number[] }[] = [
  { colour: 'green', dash: [] },
  { colour: 'orange', dash: [6, 3] },
  { colour: 'purple', dash: [2, 2] },
  { colour: 'yellow', dash: [8, 3, 2, 3] },
  { colour: 'blue', dash: [4, 2] },
];

export const styleOf = (index: number) => styles[index % styles.length] ?? { colour: 'green' as const, dash: [] };

export interface EnergyChartProps {
  readonly curve: Curve;
  readonly terms: readonly { readonly node: string; readonly name: string }[];
  readonly logarithmic: boolean;
}

export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width: number;
}

/** The energy and its terms over the steps of a run; the legend gives the values under the pointer, else the last. */
export function EnergyChart({ curve, terms, logarithmic }: EnergyChartProps) {
  const theme = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [hovered, setHovered] = useState<number>();
  const rungs = useRuns((state) => state.rungs);
  const names = terms.map(({ name }) => name).join('\n');
  const series = useMemo<Series[]>(() => {
    const named = names.split('\n').map((name, index) => {
      const { colour, dash } = styleOf(index);
      return { name, colour: theme[colour], dash, width: 1.25 };
    });
    return named.length > 1 ? [{ name: 'total', colour: theme.red, dash: [], width: 2 }, ...named] : named;
  }, [names, theme]);
  const data = useMemo(() => chartData(curve, series.length > 1, logarithmic), [curve, series.length, logarithmic]);
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const options = chartOptions(series, theme, logarithmic, element, setHovered);
    const marks = { draw: [(chart: uPlot) => drawSnapshots(chart, theme.muted)] };
    const made = new uPlot({ ...options, hooks: { ...options.hooks, ...marks } }, latest.current, element);
    plot.current = made;
    const size = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width && height) made.setSize({ width, height });
    });
    size.observe(element);
    return () => {
      size.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [series, theme, logarithmic]);
  useEffect(() => {
    const frame = requestAnimationFrame(() => plot.current?.setData(data));
    return () => cancelAnimationFrame(frame);
  }, [data]);

  const point = hovered !== undefined && hovered < curve.steps.length ? hovered : curve.steps.length - 1;
  const sum = totals(curve)[point] ?? Number.NaN;
  const values = [...(series.length > 1 ? [sum] : []), ...curve.terms.map((term) => term[point] ?? Number.NaN)];
  return (
    <div className="chart">
      {hovered === undefined ? null : (
        <span className="chart-step">{`step ${formatCount(curve.steps[point] ?? 0)}`}</span>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list of snapshots in the Runs tab is the way for keys */}
      <div
        ref={place}
        className="chart-plot"
        role="img"
        aria-label="Energy and its terms over the steps of training"
        title={rungs.length ? 'A click chooses the nearest snapshot, to fork a run from' : undefined}
        onClick={() => hovered !== undefined && chooseSnapshot(curve.steps[hovered] ?? 0)}
      />
      <ul className="chart-legend">
        {series.map(({ name, colour, dash, width }, index) => (
          <li key={name}>
            <svg width="18" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="18"
                y1="4"
                y2="4"
                stroke={colour}
                strokeWidth={width + 0.25}
                strokeDasharray={dash.join(' ')}
              />
            </svg>
            <span>{name}</span>
            <b>{formatNumber(values[index] ?? Number.NaN)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The snapshot nearest to a step, in the list of the Runs tab. */
function chooseSnapshot(step: number): void {
  const { rungs } = useRuns.getState();
  const [picked] = [...rungs].sort((a, b) => Math.abs(a - step) - Math.abs(b - step));
  if (picked === undefined) return;
  useRuns.setState({ picked });
  useView.setState({ tab: 'runs' });
}

/** A notch on the axis for each snapshot. */
function drawSnapshots(chart: uPlot, colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = colour;
  for (const rung of useRuns.getState().rungs) {
    const x = chart.valToPos(rung, 'x', true);
    if (x >= bbox.left && x <= bbox.left + bbox.width)
      ctx.fillRect(
        x - devicePixelRatio,
        bbox.top + bbox.height - 5 * devicePixelRatio,
        2 * devicePixelRatio,
        5 * devicePixelRatio,
      );
  }
  ctx.restore();
}

export function chartOptions(
  series: readonly Series[],
  theme: Theme,
  logarithmic: boolean,
  { clientWidth, clientHeight }: HTMLElement,
  onHover: (point: number | undefined) => void,
): uPlot.Options {
  const axis = {
    stroke: theme.muted,
    font: `10px ${theme.font}`,
    labelFont: `10px ${theme.font}`,
    labelGap: 0,
    labelSize: 14,
    grid: { stroke: `color-mix(in srgb, ${theme.muted} 18%, transparent)`, width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  const logarithmicAxis = {
    splits: (_: uPlot, __: number, low: number, high: number) => logarithmicTicks(low, high, clientHeight / 26),
    // uPlot would name decades alone, and none where the whole axis lies inside one.
    filter: (_: uPlot, splits: number[]) => splits,
  };
  const labels = (_: uPlot, splits: number[]): string[] =>
    splits.map((value) => (value === null ? '' : formatAxis(value)));
  return {
    width: clientWidth || 200,
    height: clientHeight || 120,
    legend: { show: false },
    cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false } },
    padding: [6, 8, 0, 0],
    scales: { x: { time: false }, y: logarithmic ? { distr: 3, range: logarithmicRange } : {} },
    axes: [
      { ...axis, label: 'steps', size: 16, space: 60, values: labels },
      { ...axis, ...(logarithmic ? logarithmicAxis : {}), label: 'nats a sample', size: 38, space: 26, values: labels },
    ],
    series: [
      {},
      ...series.map(({ name, colour, dash, width }) => ({
        label: name,
        stroke: colour,
        width,
        dash: [...dash],
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => onHover(idx ?? undefined)] },
  };
}

/** A little air above and below; whole decades would leave most of the chart empty. */
const logarithmicRange = (_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax =>
  low && high ? [low / 1.15, high * 1.15] : [0.1, 10];

function formatAxis(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${value / 1e6}M`;
  if (size >= 1e4) return `${value / 1e3}k`;
  return size !== 0 && size < 1e-3 ? formatNumber(value) : String(Number(value.toPrecision(6))).replace('-', '−');
}
