import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { differences } from '../../core/training/record';
import type { StepLog } from '../../core/training/step-log';
import type { StoredRun } from '../../extension/protocol';
import { emptyCurve, extendCurve, totals } from '../training/curve';
import { chartOptions, type Series, styleOf } from '../views/energy-chart';
import { formatNumber } from '../views/number-format';
import { useTheme } from '../views/theme';
import { readLog } from './open-run';
import { recordOf } from './runs';

const steps = (run: StoredRun): string => `${run.id} ${recordOf(run).steps}`;

/** Curves that have been read, by run and length. */
const known = new Map<string, StepLog>();

/** The energies of several runs over each other, and in what the runs differ. */
export function Comparison({ runs }: { readonly runs: readonly StoredRun[] }) {
  const theme = useTheme();
  const [, setRead] = useState(0);
  const keys = runs.map(steps).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the runs, which are made anew with every list
  useEffect(() => {
    for (const run of runs.filter((each) => !known.has(steps(each)))) {
      void readLog(run).then((log) => {
        known.set(steps(run), log);
        setRead((count) => count + 1);
      });
    }
  }, [keys]);
  const drawn = runs.flatMap((run, index) => {
    const log = known.get(steps(run));
    return log ? [{ run, log, ...styleOf(index) }] : [];
  });
  const names = drawn.map(({ run }) => steps(run)).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const series = useMemo<Series[]>(
    () => drawn.map(({ run, colour, dash }) => ({ name: run.id, colour: theme[colour], dash, width: 1.5 })),
    [names, theme],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const data = useMemo(() => joined(drawn.map(({ log }) => log)), [names]);
  const logarithmic = drawn.every(({ log }) => log.terms.every((value) => value > 0));
  return (
    <section className="comparison" aria-label="Comparison of runs">
      <ComparisonChart series={series} data={data} logarithmic={logarithmic} />
      <ul className="chart-legend">
        {drawn.map(({ run, log }, index) => (
          <li key={run.id}>
            <svg width="18" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="18"
                y1="4"
                y2="4"
                stroke={series[index]?.colour}
                strokeWidth="2"
                strokeDasharray={series[index]?.dash.join(' ')}
              />
            </svg>
            <span>{run.id}</span>
            <b>{formatNumber(log.meanEnergy(log.steps - 100, log.steps) ?? Number.NaN)}</b>
          </li>
        ))}
      </ul>
      <Differences runs={runs} />
    </section>
  );
}

function Differences({ runs }: { readonly runs: readonly StoredRun[] }) {
  if (runs.length < 2) return <p className="help">Choose another run to compare with.</p>;
  return (
    <table className="differences figure">
      <tbody>
        {differences(runs.map(recordOf)).map(([name = '', ...values]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, index) => (
              <td key={runs[index]?.id}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ComparisonChartProps {
  readonly series: readonly Series[];
  readonly data: uPlot.AlignedData;
  readonly logarithmic: boolean;
}

function ComparisonChart({ series, data, logarithmic }: ComparisonChartProps) {
  const theme = useTheme();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || !series.length) return;
    const made = new uPlot(
      chartOptions(series, theme, logarithmic, element, () => {}),
      data,
      element,
    );
    const size = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width && height) made.setSize({ width, height });
    });
    size.observe(element);
    return () => {
      size.disconnect();
      made.destroy();
    };
  }, [series, data, theme, logarithmic]);
  return <div ref={place} className="chart-plot" role="img" aria-label="The energies of the runs over their steps" />;
}

/** Each log as a column of its energy over steps that all share. */
function joined(logs: readonly StepLog[]): uPlot.AlignedData {
  const curves = logs.map((log) => {
    const width = log.steps ? log.terms.length / log.steps : 0;
    const curve = extendCurve(emptyCurve(width), { firstStep: 0, terms: log.terms });
    return [[...curve.steps], totals(curve)] as uPlot.AlignedData;
  });
  return curves.length
    ? uPlot.join(
        curves,
        curves.map(() => [0, 2]),
      )
    : [[]];
}
