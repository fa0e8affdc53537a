const importLine = "import * as tf from '@tensorflow/tfjs';\n";

/**
 * An emitted JavaScript module as a classic script: the same lines, with `tf` taken from the trainer that stands before it
 * and the module handed to it. For a worker made from a Blob, where a bare import cannot be resolved and text must not be
 * evaluated.
 */
export function asScript(source: string): string {
  if (!source.includes(importLine)) throw new Error('Only an emitted module can be made a script.');
  const body = source.replace(importLine, '\n').replace(/^export (const settings|function createModel)/gm, '$1');
  return `((tf) => {\n'use strict';\n${body}\nglobalThis.ebmTrainer.start({ settings, createModel });\n})(globalThis.ebmTrainer.tf);\n`;
}
