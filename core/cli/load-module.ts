import type * as tf from '@tensorflow/tfjs-core';
import type { EmittedModule } from '../program/manifest';
import { tensorflow } from '../training/acceleration/tensorflow';
import type { ModelModule } from '../training/model';

const importLine = "import * as tf from '@tensorflow/tfjs';\n";

declare global {
  /** What an emitted module, imported from its text, computes with. */
  var ebmTensorFlow: typeof tf;
}

globalThis.ebmTensorFlow = tensorflow;

/**
 * Imports an emitted JavaScript module as it stands, but for the one line that names TensorFlow.js: that takes the very
 * instance that this program computes with, so that both share one backend and one set of tensors.
 */
export async function loadModule({ source }: Pick<EmittedModule, 'source'>): Promise<ModelModule> {
  if (!source.includes(importLine)) throw new Error('Only a module that this program emitted can be run.');
  const bound = source.replace(importLine, 'const { ebmTensorFlow: tf } = globalThis;\n');
  return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(bound).toString('base64')}`);
}
