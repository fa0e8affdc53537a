import { nodeArena } from '../contestants/node-arena';
import { Emitted } from '../emitted';
import { type BenchCase, beside, growthExponent, type Measurement, type Outcome } from '../measurement';
import { planeVae } from '../models';
import { race, raceOf } from '../race';

/** What grows in a variational autoencoder of points, while all else stays. */
const axes: readonly { readonly name: string; readonly sizes: readonly number[]; graph(size: number): string }[] = [
  { name: 'width', sizes: [64, 128, 256, 512], graph: (width) => planeVae({ width, depth: 2 }) },
  { name: 'depth', sizes: [1, 2, 4, 8], graph: (depth) => planeVae({ width: 128, depth }) },
  { name: 'batch', sizes: [64, 128, 256, 512, 1024], graph: (batch) => planeVae({ width: 128, depth: 2, batch }) },
  { name: 'code', sizes: [2, 8, 32, 128], graph: (code) => planeVae({ width: 128, code }) },
];

/** An exponent from a few noisy times is no surer than this. */
const tolerance = 0.1;

/** How the time of a step grows, beside how the work does; that of the checker in the size of a graph is a case of its own. */
export const growth: BenchCase = {
  name: 'growth',
  about: 'A step on WebAssembly against the width, the depth, the batch and the code of a model.',
  async run({ quick }) {
    const outcomes: Outcome[] = [];
    for (const { name, sizes, graph } of axes) {
      const models = await Promise.all(sizes.map((size) => Emitted.of(graph(size))));
      const trainees = await Promise.all(models.map((model) => model.train(nodeArena, 'wasm')));
      const times = await race(trainees, raceOf(quick));
      for (const trainee of trainees) await trainee.close();
      const exponent = (of: (index: number) => number): number =>
        growthExponent(sizes.map((size, index) => [size, of(index)] as const));
      const ofTime = exponent((index) => times[index]?.median ?? Number.NaN);
      const ofWork = exponent((index) => models[index]?.multiplyAdds ?? Number.NaN);
      const words = `a step grows as ${name}^${ofTime.toFixed(2)}, its multiply-adds as ${name}^${ofWork.toFixed(2)}`;
      outcomes.push({
        measurements: sizes.flatMap((size, index): Measurement[] => {
          const time = times[index];
          return time ? [beside({ case: `growth ${name} ${size}`, backend: 'wasm, Node' }, time)] : [];
        }),
        notes: [],
        bars: [{ words, cleared: ofTime <= ofWork + tolerance }],
      });
    }
    return {
      measurements: outcomes.flatMap(({ measurements }) => measurements),
      notes: [],
      bars: outcomes.flatMap(({ bars }) => bars),
    };
  },
};
