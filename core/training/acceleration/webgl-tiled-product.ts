import { type GPGPUContext, type MathBackendWebGL, webgl_util } from '@tensorflow/tfjs-backend-webgl';
import type * as tf from '@tensorflow/tfjs-core';
import { addProduct, float, texels } from './webgl-matrix-product';

/** A product of fewer texels, or with fewer to add up for each, does not make up for being put together. */
const fewest = 4096;
const shallowest = 32;

/** Texels of each row and column that one turn of the loop reads. */
const turn = 4;

/** A tile is a texel of each quarter of the product: whether of the lower ones, and of those on the right. */
const quarters = [
  { name: 'TopLeft', row: 0, column: 0 },
  { name: 'TopRight', row: 0, column: 1 },
  { name: 'BottomLeft', row: 1, column: 0 },
  { name: 'BottomRight', row: 1, column: 1 },
] as const;

/** A matrix of a product, as it lies. */
export interface Factor {
  readonly matrix: tf.TensorInfo;
  readonly transposed: boolean;
}

type Sides = readonly [rows: number, depth: number, columns: number];

/**
 * The product of two matrices in tiles of two by two texels, each computed by one shader that writes into four textures, so that
 * what it reads serves twice (Volkov & Demmel 2008, “Benchmarking GPUs to tune dense linear algebra”); the textures are then copied
 * into the quarters of the product. Numbers are added in the order of TensorFlow.js. Undefined where the product is small, where a
 * matrix does not lie in its texture row by row, or where the device writes into one texture at a time.
 */
export function tiledProduct(backend: MathBackendWebGL, sides: Sides, a: Factor, b: Factor): tf.TensorInfo | undefined {
  const [height, length, width] = sides.map(texels) as [number, number, number];
  if (height * width < fewest || length < shallowest) return undefined;
  const left = textureOf(backend, a, height, length);
  const right = textureOf(backend, b, length, width);
  if (!left || !right) return undefined;
  const [rows, , columns] = sides;
  const product = packed(backend, rows, columns);
  const whole = textureOf(backend, { matrix: product, transposed: false }, height, width);
  const parts = quarters.map(() => packed(backend, 2 * half(height), 2 * half(width)));
  const textures = parts.map(({ dataId }) => backend.texData.get(dataId).texture?.texture ?? null);
  const drawn = whole && tilesOf(backend.gpgpu, sides, a.transposed, b.transposed).draw(left, right, textures, whole);
  for (const part of parts) backend.disposeIntermediateTensorInfo(part);
  if (drawn) return product;
  backend.disposeIntermediateTensorInfo(product);
  return undefined;
}

/** Of so many texels those that lie in an upper quarter, or in one on the left. */
const half = (side: number): number => Math.ceil(side / 2);

/** The texture of a matrix, if that has so many texels a side. */
function textureOf(
  backend: MathBackendWebGL,
  { matrix, transposed }: Factor,
  height: number,
  width: number,
): WebGLTexture | undefined {
  const { texture, texShape, isPacked, slice } = backend.texData.get(matrix.dataId);
  if (!texture || !texShape || !isPacked || slice) return undefined;
  const [tall, wide] = texShape.map(texels);
  const asItLies = transposed ? tall === width && wide === height : tall === height && wide === width;
  return asItLies ? texture.texture : undefined;
}

/** A matrix in a texture that is yet to be written. */
function packed(backend: MathBackendWebGL, rows: number, columns: number): tf.TensorInfo {
  const made = backend.makeTensorInfo([rows, columns], 'float32');
  backend.texData.get(made.dataId).isPacked = true;
  backend.uploadToGPU(made.dataId);
  return made;
}

/** Draws products of given sides. */
class Tiles {
  private readonly gpgpu: GPGPUContext;
  private readonly gl: WebGL2RenderingContext;
  private readonly height: number;
  private readonly width: number;
  private readonly framebuffer: WebGLFramebuffer | null;
  private readonly program: ReturnType<GPGPUContext['createProgram']>;
  private readonly places: readonly WebGLUniformLocation[];
  /** Whether the device can write into so many textures; unknown before the first time. */
  private able: boolean | undefined;

  constructor(gpgpu: GPGPUContext, source: string, [rows, , columns]: Sides) {
    const gl = gpgpu.gl as WebGL2RenderingContext;
    this.gpgpu = gpgpu;
    this.gl = gl;
    this.height = texels(rows);
    this.width = texels(columns);
    this.program = gpgpu.createProgram(webgl_util.createFragmentShader(gl, source));
    gpgpu.buildVao(this.program);
    this.places = ['A', 'B'].map((name) => gpgpu.getUniformLocation(this.program, name));
    this.framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.drawBuffers(quarters.map((_, index) => gl.COLOR_ATTACHMENT0 + index));
  }

  /** Whether it could be drawn, part by part, and copied into the whole. */
  draw(a: WebGLTexture, b: WebGLTexture, parts: readonly (WebGLTexture | null)[], whole: WebGLTexture): boolean {
    const { gl, gpgpu } = this;
    const [tall, wide] = [half(this.height), half(this.width)];
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    for (const [index, part] of parts.entries())
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + index, gl.TEXTURE_2D, part, 0);
    this.able ??= gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE;
    if (!this.able) return false;
    gl.viewport(0, 0, wide, tall);
    gl.scissor(0, 0, wide, tall);
    gpgpu.setProgram(this.program);
    gpgpu.bindVertexArray(this.program.vao);
    for (const [unit, place] of this.places.entries()) gpgpu.setInputMatrixTexture(unit ? b : a, place, unit);
    gpgpu.executeProgram();
    gl.bindTexture(gl.TEXTURE_2D, whole);
    for (const [index, { row, column }] of quarters.entries()) {
      const [x, y] = [column * wide, row * tall];
      gl.readBuffer(gl.COLOR_ATTACHMENT0 + index);
      gl.copyTexSubImage2D(
        gl.TEXTURE_2D,
        0,
        x,
        y,
        0,
        0,
        Math.min(wide, this.width - x),
        Math.min(tall, this.height - y),
      );
    }
    return true;
  }
}

const known = new WeakMap<GPGPUContext, Map<string, Tiles>>();

function tilesOf(gpgpu: GPGPUContext, sides: Sides, transposeA: boolean, transposeB: boolean): Tiles {
  const all = known.get(gpgpu) ?? new Map<string, Tiles>();
  known.set(gpgpu, all);
  const source = tileSource(sides, transposeA, transposeB);
  const tiles = all.get(source) ?? new Tiles(gpgpu, source, sides);
  all.set(source, tiles);
  return tiles;
}

function tileSource(sides: Sides, transposeA: boolean, transposeB: boolean): string {
  const [height, length, width] = sides.map(texels) as [number, number, number];
  const whole = length - (length % turn);
  const at = (texel: string): string => `{
      float along = (${texel} + 0.5) * ${float(1 / length)};
      ${[0, 1].map((row) => `vec4 a${row} = texture(A, ${transposeA ? `vec2(row${row}, along)` : `vec2(along, row${row})`});`).join(' ')}
      ${[0, 1].map((column) => `vec4 b${column} = texture(B, ${transposeB ? `vec2(along, column${column})` : `vec2(column${column}, along)`});`).join(' ')}
      ${quarters.map(({ name, row, column }) => addProduct(`result${name}`, `a${row}`, `b${column}`, transposeA, transposeB)).join('\n      ')}
    }`;
  const some = (count: number, from: string): string =>
    Array.from({ length: count }, (_, index) => at(`${from} + ${index}.0`)).join(' ');
  const side = (name: string, along: string, size: number): string =>
    [0, half(size)]
      .map((first, index) => `float ${name}${index} = (${along} + ${first}.5) * ${float(1 / size)};`)
      .join(' ');
  return `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D A;
uniform sampler2D B;
${quarters.map(({ name }, index) => `layout(location = ${index}) out vec4 out${name};`).join('\n')}
void main() {
  vec2 tile = floor(gl_FragCoord.xy);
  ${side('row', 'tile.y', height)}
  ${side('column', 'tile.x', width)}
  ${quarters.map(({ name }) => `vec4 result${name} = vec4(0.0);`).join(' ')}
  for (int i = 0; i < ${whole}; i += ${turn}) {
    ${some(turn, 'float(i)')}
  }
  ${some(length - whole, `${whole}.0`)}
  ${quarters.map(({ name }) => `out${name} = result${name};`).join(' ')}
}`;
}
