import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import { placeType, withinEdges } from '../webgl-texel';
import { cosine, logarithm, radians, sine } from './box-muller';

/** The draws of ./draws.ts as a fragment shader, four a texel; each block gives two. */
export function drawProgram(shape: readonly number[], kind: 'uniform' | 'normal'): GPGPUProgram {
  const columns = shape.at(-1) ?? 1;
  const four =
    shape.length <= 1 || columns % 2 === 0
      ? `vec4(pair(index >> 1), pair((index + ${columns}) >> 1))`
      : `vec4(single(index), single(index + 1), single(index + ${columns}), single(index + ${columns} + 1))`;
  return {
    variableNames: [],
    packedInputs: true,
    packedOutput: true,
    outputShape: [...shape],
    customUniforms: [{ name: 'seed', type: 'int' }],
    userCode: `
      uvec2 x;

      void rounds(uvec4 r, uint key, uint next) {
        for (int i = 0; i < 4; i++) {
          x.x += x.y;
          x.y = ((x.y << r[i]) | (x.y >> (32u - r[i]))) ^ x.x;
        }
        x += uvec2(key, next);
      }

      ${kind === 'normal' ? normal : uniform}

      vec2 pair(int block) {
        uint key = uint(seed);
        uint parity = key ^ 0x1bd11bdau;
        x = uvec2(uint(block) + key, 0u);
        rounds(uvec4(13u, 15u, 26u, 6u), 0u, parity + 1u);
        rounds(uvec4(17u, 29u, 16u, 24u), parity, key + 2u);
        rounds(uvec4(13u, 15u, 26u, 6u), key, 3u);
        rounds(uvec4(17u, 29u, 16u, 24u), 0u, parity + 4u);
        rounds(uvec4(13u, 15u, 26u, 6u), parity, key + 5u);
        return draws();
      }

      float single(int index) {
        vec2 two = pair(index >> 1);
        return (index & 1) == 1 ? two.y : two.x;
      }

      void main() {
        ${placeType(shape.length)} place = getOutputCoords();
        int index = ${flatIndex(shape)};
        vec4 result = ${four};
        ${withinEdges(shape)}
        setOutput(result);
      }`,
  };
}

/** Which number of all, in their order, stands at the place that a shader computes. */
function flatIndex(shape: readonly number[]): string {
  if (shape.length <= 1) return shape.length ? 'place' : '0';
  return shape.reduce((index, side, axis) => (axis ? `(${index} * ${side} + place[${axis}])` : 'place[0]'), '');
}

const uniform = `
      vec2 draws() {
        return vec2(x >> 8) * exp2(-24.0);
      }`;

const normal = `
      float logarithm(float level) {
        uint bits = floatBitsToUint(level);
        float exponent = float(int(bits >> 23) - 126);
        float m = uintBitsToFloat((bits & 0x007fffffu) | 0x3f000000u);
        float y = 0.0;
        ${logarithm}
        return y;
      }

      vec2 draws() {
        float level = (float(x.x) + 0.5) / 4294967296.0;
        float radius = sqrt(max(0.0, -2.0 * logarithm(level)));
        float angle = float(int((x.y & 0x3fffffffu) >> 6) - 8388608) * ${radians};
        float square = angle * angle;
        float sine = ${sine};
        float cosine = ${cosine};
        bool turned = (x.y & 0x40000000u) != 0u;
        bool upper = (x.y & 0x80000000u) != 0u;
        vec2 values = radius * (turned ? vec2(sine, cosine) : vec2(cosine, sine));
        return vec2(upper != turned ? -values.x : values.x, upper ? -values.y : values.y);
      }`;
