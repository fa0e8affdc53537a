import { writeFile } from 'node:fs/promises';
import { registerGradients, startNodeBackend } from '../../core/cli/node-backend';
import { emittedFigures, uncompared } from './emitted';
import { emittedLassoFigures } from './emitted-lasso';
import { oracleFigures } from './oracles';
import { updateFigures } from './updates';

/* Writes what the reference needs, and this project's figures, to the file named on the command line. */

const [file] = process.argv.slice(2);
if (!file) throw new Error('Name the file that the figures are to be written to.');
await startNodeBackend('cpu');
await registerGradients();
const [oracles, emitted] = [await oracleFigures(), await emittedFigures()];
const { updates, figures: updated } = await updateFigures();
const figures = [...oracles.figures, ...emitted.figures, ...updated, ...(await emittedLassoFigures())].map((each) => ({
  ...each,
  ours: Array.from(each.ours),
}));
const broken = figures.find(({ ours }) => !ours.every(Number.isFinite));
if (broken) throw new Error(`“${broken.name}” has a number that is not finite.`);
await writeFile(
  file,
  JSON.stringify({ inputs: oracles.inputs, emissions: emitted.emissions, updates, uncompared: uncompared(), figures }),
);
