import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { EmittedModule } from '../program/manifest';
import type { ModelModule } from '../training/model';

const importLine = "import * as tf from '@tensorflow/tfjs';\n";

/**
 * Imports an emitted JavaScript module as it stands, but for the one line that names TensorFlow.js: that becomes the very
 * instance that this program computes with, so that both share one backend and one set of tensors.
 */
export async function loadModule({ source }: Pick<EmittedModule, 'source'>): Promise<ModelModule> {
  if (!source.includes(importLine)) throw new Error('Only a module that this program emitted can be run.');
  const core = pathToFileURL(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'));
  const bound = source.replace(importLine, `import * as tf from ${JSON.stringify(core.href)};\n`);
  return import(`data:text/javascript;base64,${Buffer.from(bound).toString('base64')}`);
}
