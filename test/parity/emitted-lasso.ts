import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { loadModule } from '../../core/cli/load-module';
import { compile } from '../../core/compile';
import { digits } from '../proof/digits';
import { equal, type Figure } from './figure';
import { randomAtoms } from './oracles';

/** The least energies that the template of sparse coding infers for 60 test digits: ‖y − Wz‖² + 0.2 ‖z‖₁ in 32-bit floats. */
export async function emittedLassoFigures(): Promise<Figure[]> {
  const template = await readFile('templates/sparse-coding.ebm.json', 'utf8');
  const graph = JSON.parse(template);
  graph.nodes.code.steps = 600;
  const { module } = compile(JSON.stringify(graph), { fileName: 'sparse-coding.ebm.json' });
  if (!module) throw new Error('The template of sparse coding has errors.');
  const model = (await loadModule(module)).createModel();
  const atoms = randomAtoms();
  model.variables['decoder.dense1.weights']?.assign(tf.tensor([...atoms.data], [atoms.rows, atoms.columns]));
  const { test } = await digits();
  const y = tf.tensor([...test.values.data.slice(0, 60 * 64)], [60, 8, 8, 1]);
  return [equal('emitted FISTA: least energies, in the convention without ½', model.energy(y).dataSync(), 1e-5)];
}
