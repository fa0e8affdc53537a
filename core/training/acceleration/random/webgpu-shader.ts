import { WebGPUShader } from '../webgpu-shader';
import { cosine, logarithm, radians, sine } from './box-muller';

/** The draws of ./draws.ts as a compute shader; a block gives two, of which an invocation takes one. */
export const drawShader = (kind: 'uniform' | 'normal'): WebGPUShader =>
  new WebGPUShader({
    reads: [],
    given: [['seed', 'i32']],
    code: `
  fn rotated(word : u32, by : u32) -> u32 { return (word << by) | (word >> (32u - by)); }

  fn rounds(words : vec2<u32>, r : vec4<u32>, key : u32, next : u32) -> vec2<u32> {
    var x = words;
    for (var i = 0; i < 4; i++) {
      x.x += x.y;
      x.y = rotated(x.y, r[i]) ^ x.x;
    }
    return x + vec2<u32>(key, next);
  }

  fn threefry(block : u32) -> vec2<u32> {
    let key = u32(uniforms.seed);
    let parity = key ^ 0x1bd11bdau;
    let even = vec4<u32>(13u, 15u, 26u, 6u);
    let odd = vec4<u32>(17u, 29u, 16u, 24u);
    var x = vec2<u32>(block + key, 0u);
    x = rounds(x, even, 0u, parity + 1u);
    x = rounds(x, odd, parity, key + 2u);
    x = rounds(x, even, key, 3u);
    x = rounds(x, odd, 0u, parity + 4u);
    return rounds(x, even, parity, key + 5u);
  }
${kind === 'normal' ? normal : uniform}
  fn numberAt(index : i32) -> f32 {
    let two = draws(threefry(u32(index) >> 1u));
    return two[index & 1];
  }`,
  });

const uniform = `
  fn draws(x : vec2<u32>) -> vec2<f32> { return vec2<f32>(x >> vec2<u32>(8u)) * ${2 ** -24}; }`;

const normal = `
  fn logarithm(level : f32) -> f32 {
    let bits = bitcast<u32>(level);
    var exponent = f32(i32(bits >> 23u) - 126);
    var m = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
    var y = 0.0;
    ${logarithm}
    return y;
  }

  fn draws(x : vec2<u32>) -> vec2<f32> {
    let level = (f32(x.x) + 0.5) / 4294967296.0;
    let radius = sqrt(max(0.0, -2.0 * logarithm(level)));
    let angle = f32(i32((x.y & 0x3fffffffu) >> 6u) - 8388608) * ${radians};
    let square = angle * angle;
    let sine = ${sine};
    let cosine = ${cosine};
    let turned = (x.y & 0x40000000u) != 0u;
    let upper = (x.y & 0x80000000u) != 0u;
    let values = radius * select(vec2<f32>(cosine, sine), vec2<f32>(sine, cosine), turned);
    return vec2<f32>(select(values.x, -values.x, upper != turned), select(values.y, -values.y, upper));
  }`;
