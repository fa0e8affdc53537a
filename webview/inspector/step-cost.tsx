import { type Cost, stepBytes } from '../../core/analysis/cost';

/** What a training step takes: its arithmetic a sample, and its memory for a batch. */
export function StepCost({ cost, batch }: { cost: Cost; batch: number }) {
  return (
    <>
      <div title="Multiplications with an addition on the way forward, a sample; the way back costs about twice as many">
        <dt>Multiply-adds</dt>
        <dd className="figure">{short(cost.multiplyAdds)}</dd>
      </div>
      <div title="Parameters, their gradients and moments, and what the way back keeps of a batch">
        <dt>A step</dt>
        <dd className="figure">{(stepBytes(cost, batch) / 1e6).toFixed(1)} MB</dd>
      </div>
    </>
  );
}

/** 12 345 as it is, more in millions. */
const short = (count: number): string =>
  count < 1e5 ? count.toLocaleString('en') : `${(count / 1e6).toLocaleString('en', { maximumSignificantDigits: 3 })} M`;
