import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';

/** So many textures one program lays end to end: 16 are what every device lets it read. */
export const mostParts = 12;

const axes = ['x', 'y', 'z', 'w', 'u', 'v'];
const sizeOf = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);

/** Tensors of some shapes, as they are packed in texels, laid end to end: `[numbers of all]`. */
export function endToEnd(shapes: readonly (readonly number[])[]): GPGPUProgram {
  let offset = 0;
  const choices = shapes.map((shape, part) => {
    const begin = offset;
    offset += sizeOf(shape);
    return `if (index < ${offset}) { int left = index - ${begin}; ${readAt(`Part${part}`, shape)} }`;
  });
  return {
    variableNames: shapes.map((_, part) => `Part${part}`),
    outputShape: [offset],
    packedInputs: true,
    packedOutput: false,
    userCode: `
      void main() {
        int index = getOutputCoords();
        float value = 0.0;
        ${choices.join('\n        else ')}
        setOutput(value);
      }`,
  };
}

/** Reads the number that is so many places from the first, from the last axis to the first. */
function readAt(name: string, shape: readonly number[]): string {
  if (!shape.length) return `value = get${name}().x;`;
  const places = shape.map((_, axis) => `i${axis}`);
  const steps = shape.map((side, axis) => `int i${axis} = left - left / ${side} * ${side}; left /= ${side};`);
  const lane = places.length === 1 ? 'i0' : `vec2(${places.slice(-2).join(', ')})`;
  return `${steps.slice(1).reverse().join(' ')} int i0 = left; value = getChannel(get${name}(${places.join(', ')}), ${lane});`;
}

/** The part of numbers laid end to end that begins at an offset, in its shape and packed in texels, as products read it. */
export function partOf(shape: readonly number[], offset: number): GPGPUProgram {
  return {
    variableNames: ['All'],
    outputShape: [...shape],
    packedInputs: false,
    packedOutput: true,
    userCode: partMain(shape, offset),
  };
}

function partMain(shape: readonly number[], offset: number): string {
  const rank = shape.length;
  if (rank === 0) return `void main() { setOutput(vec4(getAll(${offset}), 0.0, 0.0, 0.0)); }`;
  if (rank === 1)
    return `void main() {
        int place = getOutputCoords();
        float next = place + 1 < ${shape[0]} ? getAll(${offset} + place + 1) : 0.0;
        setOutput(vec4(getAll(${offset} + place), next, 0.0, 0.0));
      }`;
  const index = shape.reduce((all, side, axis) => (axis ? `(${all}) * ${side} + place.${axes[axis]}` : 'place.x'), '');
  const [rows, columns] = shape.slice(-2);
  return `void main() {
        ivec${rank} place = getOutputCoords();
        int first = ${offset} + ${index};
        bool below = place.${axes[rank - 2]} + 1 < ${rows};
        bool beside = place.${axes[rank - 1]} + 1 < ${columns};
        vec4 result = vec4(getAll(first), 0.0, 0.0, 0.0);
        if (beside) result.y = getAll(first + 1);
        if (below) result.z = getAll(first + ${columns});
        if (below && beside) result.w = getAll(first + ${columns} + 1);
        setOutput(result);
      }`;
}
