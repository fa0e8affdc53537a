import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration } from '../acceleration';
import { cpuMemory, type HostMemory, wasmMemory } from '../host-memory';
import type { Simd } from '../simd/simd';
import { type RuleName, type RuleNumbers, rules, type Update } from './rules';
import { updateOnTextures } from './webgl-update';
import { updateOnBuffers } from './webgpu-update';

export const fusedUpdates: Acceleration = {
  name: 'fused updates',
  does: 'Moves all parameters of a model, with what the optimizer remembers, in one kernel where TensorFlow.js takes up to 13 for each.',
  kernels: {
    cpu: () => ({ [updateKernel]: () => inJavaScript(cpuMemory) }),
    simd: (simd) => ({ [updateKernel]: () => inSimd(simd) }),
    wasm: () => ({ [updateKernel]: () => inJavaScript(wasmMemory) }),
    webgl: () => ({ [updateKernel]: () => onDevice(updateOnTextures) }),
    webgpu: () => ({ [updateKernel]: () => onDevice(updateOnBuffers) }),
  },
};

/**
 * The kernel of an optimizer's step. Its inputs, in order: the values of the variables, their gradients, each of the rule's
 * memories, `[all numbers of all variables]`, and the powers of β₁ and β₂ where the rule has them. Its outputs: the new values,
 * and the new memories. Its attributes are the name of the `rule`, and the numbers of the rule.
 */
export const updateKernel = 'OptimizerUpdate';

/** The inputs of a call by what they are. */
export interface UpdateInputs {
  readonly rule: RuleName;
  readonly numbers: RuleNumbers;
  readonly values: readonly tf.TensorInfo[];
  readonly gradients: readonly tf.TensorInfo[];
  readonly state: readonly tf.TensorInfo[];
  readonly powers: readonly tf.TensorInfo[];
}

function inputsOf(params: Parameters<tf.KernelFunc>[0]): UpdateInputs {
  const { rule, ...numbers } = params.attrs as unknown as { rule: RuleName } & RuleNumbers;
  const { state, powers } = rules[rule];
  const all = Object.values(params.inputs) as tf.TensorInfo[];
  const count = (all.length - state.length - (powers ? 2 : 0)) / 2;
  return {
    rule,
    numbers,
    values: all.slice(0, count),
    gradients: all.slice(count, 2 * count),
    state: all.slice(2 * count, 2 * count + state.length),
    powers: all.slice(2 * count + state.length),
  };
}

const onDevice =
  (update: typeof updateOnTextures): tf.KernelFunc =>
  (params) =>
    update(inputsOf(params), params.backend);

const inJavaScript =
  (memoryOf: (backend: unknown) => HostMemory): tf.KernelFunc =>
  (params) => {
    const given = inputsOf(params);
    const memory = memoryOf(params.backend);
    const { next, nextState } = outputs(given, memory.make);
    const { numbers } = memory;
    const powers = given.powers.map((power) => numbers(power)[0] ?? 0);
    let offset = 0;
    for (const [index, value] of given.values.entries()) {
      const end = offset + tf.util.sizeFromShape(value.shape);
      rules[given.rule].update(slice(given, { next, nextState }, index, offset, end, numbers), given.numbers, powers);
      offset = end;
    }
    return [...next, ...nextState];
  };

interface Outputs {
  readonly next: readonly tf.TensorInfo[];
  readonly nextState: readonly tf.TensorInfo[];
}

const outputs = ({ values, state }: UpdateInputs, make: HostMemory['make']): Outputs => ({
  next: values.map(({ shape }) => make(shape)),
  nextState: state.map(({ shape }) => make(shape)),
});

/** The numbers of one variable. */
function slice(
  { values, gradients, state }: UpdateInputs,
  { next, nextState }: Outputs,
  index: number,
  offset: number,
  end: number,
  numbers: HostMemory['numbers'],
): Update {
  const [value, gradient, moved] = [values[index], gradients[index], next[index]];
  if (!value || !gradient || !moved) throw new Error('An update needs a gradient for every value.');
  return {
    value: numbers(value),
    gradient: numbers(gradient),
    state: state.map((each) => numbers(each).subarray(offset, end)),
    next: numbers(moved),
    nextState: nextState.map((each) => numbers(each).subarray(offset, end)),
  };
}

const inSimd =
  (simd: Simd): tf.KernelFunc =>
  (params) => {
    const given = inputsOf(params);
    const { numbers } = wasmMemory(params.backend);
    const { next, nextState } = outputs(given, simd.make);
    const powers = given.powers.map((power) => numbers(power)[0] ?? 0);
    const { learningRate, beta1 = 0, beta2 = 0, decay = 0, momentum = 0, epsilon = 0 } = given.numbers;
    const own = {
      sgd: [learningRate],
      momentum: [learningRate, momentum],
      rmsprop: [learningRate, decay, 1 - decay, momentum, epsilon],
      adam: [learningRate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, ...powers],
    }[given.rule];
    const update: (...numbers: number[]) => void = simd[given.rule];
    let offset = 0;
    for (const [index, value] of given.values.entries()) {
      const [gradient, moved] = [given.gradients[index], next[index]];
      if (!gradient || !moved) throw new Error('An update needs a gradient for every value.');
      const size = tf.util.sizeFromShape(value.shape);
      if (size < 4) {
        const few = slice(given, { next, nextState }, index, offset, offset + size, numbers);
        rules[given.rule].update(few, given.numbers, powers);
      } else {
        const places = [given.state, nextState].map((each) => each.map((memory) => simd.at(memory) + 4 * offset));
        const [state = [], after = []] = places;
        update(simd.at(value), simd.at(gradient), ...state, simd.at(moved), ...after, size, ...own);
      }
      offset += size;
    }
    return [...next, ...nextState];
  };
