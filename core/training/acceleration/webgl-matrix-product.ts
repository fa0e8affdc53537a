import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import { texels } from './webgl-texel';

/** Texels of both matrices that one turn of the loop reads. */
const turn = 8;

type Sides = readonly [rows: number, depth: number, columns: number];

/** By the sides of a product, and how its factors lie, so that no step writes them anew. */
const programs = new Map<string, GPGPUProgram>();

/**
 * The product of two matrices, each perhaps transposed, four numbers a shader. TensorFlow.js finds each texel by its number, with
 * divisions of integers; where a row of the matrix is a row of its texture, as it nearly always is, its place is a product.
 * The numbers are added in the order of TensorFlow.js.
 */
export function matrixProductProgram(sides: Sides, transposeA: boolean, transposeB: boolean): GPGPUProgram {
  const name = `${sides} ${transposeA} ${transposeB}`;
  const program = programs.get(name) ?? written(sides, transposeA, transposeB);
  programs.set(name, program);
  return program;
}

function written([rows, depth, columns]: Sides, transposeA: boolean, transposeB: boolean): GPGPUProgram {
  const length = texels(depth);
  const [height, width] = [texels(rows), texels(columns)];
  const whole = length - (length % turn);
  const add = addProduct('result', 'a', 'b', transposeA, transposeB);
  const at = (texel: string): string => `{
        float along = (${texel} + 0.5) * ${float(1 / length)};
        vec4 a = texture(A, ${transposeA ? 'vec2(row, along)' : 'vec2(along, row)'});
        vec4 b = texture(B, ${transposeB ? 'vec2(along, column)' : 'vec2(column, along)'});
        ${add}
      }`;
  const some = (count: number, from: string): string =>
    Array.from({ length: count }, (_, index) => at(`${from} + ${index}.0`)).join(' ');
  return {
    variableNames: ['A', 'B'],
    packedInputs: true,
    packedOutput: true,
    outputShape: [rows, columns],
    userCode: `
void main() {
  ivec2 place = getOutputCoords();
  vec4 result = vec4(0.0);
  bool inRows = textureSize(A, 0) == ${transposeA ? sizeOf(height, length) : sizeOf(length, height)}
    && textureSize(B, 0) == ${transposeB ? sizeOf(length, width) : sizeOf(width, length)};
  if (inRows) {
    float row = (float(place.x >> 1) + 0.5) * ${float(1 / height)};
    float column = (float(place.y >> 1) + 0.5) * ${float(1 / width)};
    for (int i = 0; i < ${whole}; i += ${turn}) {
      ${some(turn, 'float(i)')}
    }
    ${some(length - whole, `${whole}.0`)}
  } else {
    for (int i = 0; i < ${2 * length}; i += 2) {
      vec4 a = ${transposeA ? 'getA(i, place.x)' : 'getA(place.x, i)'};
      vec4 b = ${transposeB ? 'getB(place.y, i)' : 'getB(i, place.y)'};
      ${add}
    }
  }
  setOutput(result);
}`,
  };
}

const sizeOf = (width: number, height: number): string => `ivec2(${width}, ${height})`;

/** GLSL of a number. */
export const float = (value: number): string => value.toExponential(9);

/**
 * GLSL that adds to `sum` the product of two texels, each perhaps transposed. Its two parts are added one after the other: together
 * they would be rounded otherwise on some devices.
 */
export function addProduct(sum: string, a: string, b: string, transposeA: boolean, transposeB: boolean): string {
  const [left, nextLeft] = transposeA ? ['xxyy', 'zzww'] : ['xxzz', 'yyww'];
  const [right, nextRight] = transposeB ? ['xzxz', 'ywyw'] : ['xyxy', 'zwzw'];
  return `${sum} += ${a}.${left} * ${b}.${right}; ${sum} += ${a}.${nextLeft} * ${b}.${nextRight};`;
}
