import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { KernelRunner } from '../kernel-runner';
import { type RuleName, type RuleNumbers, rules } from './rules';
import type { UpdateInputs } from './update-kernel';
import { endToEnd, mostParts, partOf } from './webgl-layout';

interface WebGLBackend {
  runWebGLProgram(
    program: GPGPUProgram,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly (readonly number[])[],
  ): tf.TensorInfo;
}

/** The numbers that a shader may read. What is 1 less than they is taken in double precision. */
const uniformsOf = ({ learningRate, beta1 = 0, beta2 = 0, decay = 0, momentum = 0, epsilon = 0 }: RuleNumbers) => ({
  learningRate,
  beta1,
  fresh1: 1 - beta1,
  beta2,
  fresh2: 1 - beta2,
  decay,
  fresh: 1 - decay,
  momentum,
  epsilon,
});

/**
 * One program lays all values end to end, one their gradients; there is one for each memory, one for the new values, and one for
 * each variable that takes its part of them, packed as the products of matrices read it.
 */
export function updateOnTextures(given: UpdateInputs, backend: unknown): tf.TensorInfo[] {
  const { rule, values, state, powers } = given;
  const runner = new KernelRunner('webgl', backend);
  const numbers = Object.values(uniformsOf(given.numbers)).map((number) => [number]);
  const run = (program: GPGPUProgram, inputs: readonly tf.TensorInfo[]): tf.TensorInfo =>
    runner.own((backend as WebGLBackend).runWebGLProgram(program, inputs, 'float32', numbers));
  const lay = (parts: readonly tf.TensorInfo[]): tf.TensorInfo =>
    runner.own(
      (backend as WebGLBackend).runWebGLProgram(endToEnd(parts.map(({ shape }) => shape)), parts, 'float32', []),
    );
  const together = (parts: readonly tf.TensorInfo[]): tf.TensorInfo => {
    if (parts.length <= mostParts) return lay(parts);
    const groups = Math.ceil(parts.length / mostParts);
    return together(
      Array.from({ length: groups }, (_, group) => lay(parts.slice(group * mostParts, (group + 1) * mostParts))),
    );
  };
  const [value, gradient] = [together(values), together(given.gradients)];
  const next: tf.TensorInfo[] = [];
  for (const [index, memory] of state.entries())
    next.push(run(stateProgram(rule, index, value.shape), [gradient, ...next, memory]));
  const moved = run(valueProgram(rule, value.shape), [gradient, ...next, value, ...powers]);
  let offset = 0;
  const parts = values.map(({ shape }) => {
    const part = partOf(shape, offset);
    offset += tf.util.sizeFromShape(shape);
    return runner.own((backend as WebGLBackend).runWebGLProgram(part, [moved], 'float32', []));
  });
  runner.releaseBut([...parts, ...next]);
  return [...parts, ...next];
}

const stateProgram = (rule: RuleName, index: number, shape: number[]): GPGPUProgram =>
  program(
    shape,
    ['Gradient', ...rules[rule].state.slice(0, index + 1).map((_, each) => `State${each}`)],
    [rules[rule].shader.state[index] ?? ''],
  );

const valueProgram = (rule: RuleName, shape: number[]): GPGPUProgram =>
  program(
    shape,
    ['Gradient', ...rules[rule].state.map((_, each) => `State${each}`), 'Value'],
    [rules[rule].shader.value],
    rules[rule].powers ? ['Power0', 'Power1'] : [],
  );

function program(
  outputShape: number[],
  each: readonly string[],
  [result]: readonly string[],
  scalars: readonly string[] = [],
): GPGPUProgram {
  const local = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return {
    variableNames: [...each, ...scalars],
    outputShape,
    customUniforms: Object.keys(uniformsOf({ learningRate: 0 })).map((name) => ({ name, type: 'float' as const })),
    userCode: `
      void main() {
        ${each.map((name) => `float ${local(name)} = get${name}AtOutCoords();`).join('\n        ')}
        ${scalars.map((name) => `float ${local(name)} = get${name}();`).join('\n        ')}
        setOutput(${result});
      }`,
  };
}
