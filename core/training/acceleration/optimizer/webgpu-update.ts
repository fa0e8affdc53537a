import * as tf from '@tensorflow/tfjs-core';
import { KernelRunner } from '../kernel-runner';
import { WebGPUShader } from '../webgpu-shader';
import { type RuleName, rules, shaderNumbers } from './rules';
import type { UpdateInputs } from './update-kernel';

/**
 * All gradients are laid end to end, then one shader runs for each memory, and one for each variable, which finds its part of what
 * is remembered.
 */
export function updateOnBuffers(given: UpdateInputs, backend: unknown): tf.TensorInfo[] {
  const { rule, values, state, powers } = given;
  const runner = new KernelRunner('webgpu', backend);
  const numbers = Object.values(shaderNumbers(given.numbers));
  const gradient = runner.run('Concat', given.gradients.map(asList) as unknown as tf.NamedTensorInfoMap, { axis: 0 });
  const next: tf.TensorInfo[] = [];
  for (const [index, memory] of state.entries())
    next.push(runner.own(stateShader(rule, index).run(backend, [gradient, ...next, memory], memory, [0, ...numbers])));
  const lists = next.length ? next : [gradient];
  let offset = 0;
  const moved = values.map((value) => {
    const list = asList(value);
    const found = valueShader(rule).run(backend, [list, ...lists, ...powers], list, [offset, ...numbers]);
    offset += tf.util.sizeFromShape(value.shape);
    return runner.own({ ...found, shape: value.shape });
  });
  runner.releaseBut([...moved, ...next]);
  return [...moved, ...next];
}

const asList = (tensor: tf.TensorInfo): tf.TensorInfo => ({ ...tensor, shape: [tf.util.sizeFromShape(tensor.shape)] });

const memories = (rule: RuleName): string[] => rules[rule].state.map((_, index) => `state${index}`);

function stateShader(rule: RuleName, index: number): WebGPUShader {
  const names = ['gradient', ...memories(rule).slice(0, index + 1)];
  return shader(names, [], rules[rule].shader.state[index] ?? '');
}

/** A value moves by what is remembered of it; where nothing is, by its gradient. */
function valueShader(rule: RuleName): WebGPUShader {
  const lists = rules[rule].state.length ? memories(rule) : ['gradient'];
  return shader(['value', ...lists], rules[rule].powers ? ['power0', 'power1'] : [], rules[rule].shader.value);
}

/** What lies end to end with others is read from the offset on; of `single` there is one number. */
function shader(lists: readonly string[], single: readonly string[], result: string): WebGPUShader {
  const names = Object.keys(shaderNumbers({ learningRate: 0 }));
  const buffer = (name: string): string => `${name}Numbers`;
  const locals = [
    ...names.map((name) => [name, `uniforms.${name}`]),
    ...lists.map((name) => [name, `${buffer(name)}[index${name === 'value' ? '' : ' + uniforms.offset'}]`]),
    ...single.map((name) => [name, `${buffer(name)}[0]`]),
  ];
  return new WebGPUShader({
    reads: [...lists, ...single].map(buffer),
    given: [['offset', 'i32'], ...names.map((name) => [name, 'f32'] as const)],
    code: `
  fn numberAt(index : i32) -> f32 {
    ${locals.map(([name, text]) => `let ${name} = ${text};`).join('\n    ')}
    return ${result};
  }`,
  });
}
