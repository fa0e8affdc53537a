import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { KernelRunner } from '../kernel-runner';
import { type RuleName, rules, shaderNumbers } from './rules';
import type { UpdateInputs } from './update-kernel';
import { endToEnd, mostParts, Part } from './webgl-layout';

interface WebGLBackend {
  runWebGLProgram(
    program: GPGPUProgram,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly (readonly number[])[],
  ): tf.TensorInfo;
}

/**
 * One program lays all gradients end to end, there is one for each memory, and one for each variable, which finds its part of what is
 * remembered. Each takes a texel at a time.
 */
export function updateOnTextures(given: UpdateInputs, backend: unknown): tf.TensorInfo[] {
  const { rule, values, state, powers } = given;
  const runner = new KernelRunner('webgl', backend);
  const numbers = Object.values(shaderNumbers(given.numbers)).map((number) => [number]);
  const run = (program: GPGPUProgram, inputs: readonly tf.TensorInfo[]): tf.TensorInfo =>
    runner.own((backend as WebGLBackend).runWebGLProgram(program, inputs, 'float32', numbers));
  const together = (parts: readonly tf.TensorInfo[]): tf.TensorInfo => {
    if (parts.length <= mostParts) return run(layProgram(parts.map(({ shape }) => shape)), parts);
    const groups = Math.ceil(parts.length / mostParts);
    return together(
      Array.from({ length: groups }, (_, group) => together(parts.slice(group * mostParts, (group + 1) * mostParts))),
    );
  };
  const gradient = together(given.gradients);
  const next: tf.TensorInfo[] = [];
  for (const [index, memory] of state.entries())
    next.push(run(stateProgram(rule, index, gradient.shape), [gradient, ...next, memory]));
  const lists = next.length ? next : [gradient];
  let offset = 0;
  const moved = values.map((value) => {
    const program = valueProgram(rule, value.shape, offset);
    offset += tf.util.sizeFromShape(value.shape);
    return run(program, [value, ...lists, ...powers]);
  });
  runner.releaseBut([...moved, ...next]);
  return [...moved, ...next];
}

function layProgram(shapes: readonly (readonly number[])[]): GPGPUProgram {
  const { size, userCode } = endToEnd(shapes);
  return program(
    shapes.map((_, part) => `Part${part}`),
    [size],
    userCode,
  );
}

const memories = (rule: RuleName): string[] => rules[rule].state.map((_, index) => `State${index}`);
const local = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

function stateProgram(rule: RuleName, index: number, shape: readonly number[]): GPGPUProgram {
  const names = ['Gradient', ...memories(rule).slice(0, index + 1)];
  const reads = names.map((name) => `vec4 ${local(name)} = get${name}AtOutCoords();`);
  return program(
    names,
    shape,
    `
      void main() {
        ${reads.join('\n        ')}
        setOutput(${rules[rule].shader.state[index]});
      }`,
  );
}

/** A value moves by what is remembered of it; where nothing is, by its gradient. */
function valueProgram(rule: RuleName, shape: readonly number[], offset: number): GPGPUProgram {
  const part = new Part(shape, offset);
  const lists = rules[rule].state.length ? memories(rule) : ['Gradient'];
  const powers = rules[rule].powers ? ['Power0', 'Power1'] : [];
  return program(
    ['Value', ...lists, ...powers],
    shape,
    `
      void main() {
        ${part.place}
        vec4 value = getValueAtOutCoords();
        ${lists.map((name) => `vec4 ${local(name)} = ${part.of(name)};`).join('\n        ')}
        ${powers.map((name) => `float ${local(name)} = get${name}().x;`).join('\n        ')}
        setOutput(${rules[rule].shader.value});
      }`,
  );
}

function program(variableNames: string[], outputShape: readonly number[], userCode: string): GPGPUProgram {
  return {
    variableNames,
    outputShape: [...outputShape],
    packedInputs: true,
    packedOutput: true,
    customUniforms: Object.keys(shaderNumbers({ learningRate: 0 })).map((name) => ({ name, type: 'float' as const })),
    userCode,
  };
}
