import { nodeArena } from '../contestants/node-arena';
import { Emitted } from '../emitted';
import { type BenchCase, beside, type Measurement } from '../measurement';
import { templateIds, templateText } from '../models';
import { race, raceOf } from '../race';
import { neverSlower } from './training-bars';

const plain = 'without accelerations';

/** Every template with all accelerations and with none: the emitted code is what one writes by hand. */
export const templates: BenchCase = {
  name: 'templates',
  about: 'A step of each template on WebAssembly, with all accelerations and without any.',
  async run({ quick }) {
    const measurements: Measurement[] = [];
    for (const id of templateIds()) {
      const emitted = await Emitted.of(templateText(id));
      const contestants = [
        await emitted.train(nodeArena, 'wasm'),
        await emitted.train(nodeArena, 'wasm', { without: 'all', plain: true }),
      ];
      const [ours, theirs] = await race(contestants, raceOf(quick));
      for (const contestant of contestants) await contestant.close();
      if (ours && theirs)
        measurements.push(
          beside({ case: `template ${id}`, backend: 'wasm, Node' }, ours, { name: plain, timing: theirs }),
        );
    }
    return {
      measurements,
      notes: [],
      bars: measurements.map(({ case: what, ratio, spread }) =>
        neverSlower(what, `it is ${plain}`, ratio ?? 1, spread),
      ),
    };
  },
};
