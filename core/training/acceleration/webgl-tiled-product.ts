import { type GPGPUContext, type MathBackendWebGL, webgl_util } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { KernelRunner } from './kernel-runner';
import { addProduct, float } from './webgl-matrix-product';
import { texels } from './webgl-texel';

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
 * matrix is a part of another or too long for its rows to be those of a texture, or where the device writes into one texture at a time.
 */
export function tiledProduct(backend: MathBackendWebGL, sides: Sides, a: Factor, b: Factor): tf.TensorInfo | undefined {
  const [height, length, width] = sides.map(texels) as [number, number, number];
  if (height * width < fewest || length < shallowest) return undefined;
  const { quarters: known, tiles } = devices.get(backend.gpgpu) ?? opened(backend.gpgpu);
  const parts = found(known, `${height}×${width}`, () => new Quarters(backend.gpgpu, height, width));
  if (!parts.areComplete) return undefined;
  const runner = new KernelRunner('webgl', backend);
  const left = textureOf(backend, inTexels(backend, a.matrix, runner), ...asItLies(a, height, length));
  const right = textureOf(backend, inTexels(backend, b.matrix, runner), ...asItLies(b, length, width));
  const [rows, , columns] = sides;
  const product = runner.own(packed(backend, rows, columns));
  const whole = textureOf(backend, product, height, width);
  const drawn = left && right && whole;
  if (drawn) {
    const make = (): Tiles => new Tiles(backend.gpgpu, tileSource(sides, a.transposed, b.transposed));
    parts.begin();
    found(tiles, `${sides} ${a.transposed} ${b.transposed}`, make).draw(left, right);
    parts.copyInto(whole);
  }
  runner.releaseBut(drawn ? [product] : []);
  return drawn && product;
}

/** The texels of a factor of so many, each side as it lies. */
const asItLies = ({ transposed }: Factor, height: number, width: number): [number, number] =>
  transposed ? [width, height] : [height, width];

/** A matrix whose texels hold two rows of two columns: itself, or made of it where it lies otherwise. */
function inTexels(backend: MathBackendWebGL, matrix: tf.TensorInfo, runner: KernelRunner): tf.TensorInfo {
  const { texture, isPacked, shape } = backend.texData.get(matrix.dataId);
  if (!texture) return matrix;
  if (!isPacked) return runner.own(backend.packTensor(matrix));
  if (webgl_util.isReshapeFree(shape, matrix.shape)) return matrix;
  return runner.run('Reshape', { x: { ...matrix, shape } }, { shape: matrix.shape });
}

/** What a device keeps for the products that it has computed. */
interface Device {
  /** By the sides of a product. */
  readonly quarters: Map<string, Quarters>;
  /** By the sides of a product, and how its factors lie. */
  readonly tiles: Map<string, Tiles>;
}

const devices = new WeakMap<GPGPUContext, Device>();

function opened(gpgpu: GPGPUContext): Device {
  const device = { quarters: new Map(), tiles: new Map() };
  devices.set(gpgpu, device);
  return device;
}

function found<Of>(all: Map<string, Of>, key: string, make: () => Of): Of {
  const one = all.get(key) ?? make();
  all.set(key, one);
  return one;
}

/** Of so many texels those that lie in an upper quarter, or in one on the left. */
const half = (side: number): number => Math.ceil(side / 2);

/** The texture of a matrix, if it has so many texels a side. */
function textureOf(
  backend: MathBackendWebGL,
  { dataId }: tf.TensorInfo,
  height: number,
  width: number,
): WebGLTexture | undefined {
  const { texture, texShape, isPacked, slice } = backend.texData.get(dataId);
  if (!texture || !texShape || !isPacked || slice) return undefined;
  const [tall, wide] = texShape.map(texels);
  return tall === height && wide === width ? texture.texture : undefined;
}

/** A matrix in a texture that is yet to be written. */
function packed(backend: MathBackendWebGL, rows: number, columns: number): tf.TensorInfo {
  const made = backend.makeTensorInfo([rows, columns], 'float32');
  backend.texData.get(made.dataId).isPacked = true;
  backend.uploadToGPU(made.dataId);
  return made;
}

/** Four textures that are written at once; they stay for the next product of these sides, so that nothing is attached anew. */
class Quarters {
  /** Whether the device can write into so many. */
  readonly areComplete: boolean;
  private readonly gl: WebGL2RenderingContext;
  private readonly height: number;
  private readonly width: number;
  private readonly framebuffer: WebGLFramebuffer | null;

  constructor(gpgpu: GPGPUContext, height: number, width: number) {
    const gl = gpgpu.gl as WebGL2RenderingContext;
    this.gl = gl;
    this.height = height;
    this.width = width;
    this.framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    const [rows, columns] = [2 * half(height), 2 * half(width)];
    for (const index of quarters.keys()) {
      const { texture } = tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')
        ? gpgpu.createPackedMatrixTexture(rows, columns)
        : gpgpu.createFloat16PackedMatrixTexture(rows, columns);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + index, gl.TEXTURE_2D, texture, 0);
    }
    gl.drawBuffers(quarters.map((_, index) => gl.COLOR_ATTACHMENT0 + index));
    this.areComplete = gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE;
  }

  /** What is drawn next goes into the four. */
  begin(): void {
    const { gl } = this;
    const [tall, wide] = [half(this.height), half(this.width)];
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.viewport(0, 0, wide, tall);
    gl.scissor(0, 0, wide, tall);
  }

  copyInto(whole: WebGLTexture): void {
    const { gl } = this;
    const [tall, wide] = [half(this.height), half(this.width)];
    gl.bindTexture(gl.TEXTURE_2D, whole);
    for (const [index, { row, column }] of quarters.entries()) {
      const [x, y] = [column * wide, row * tall];
      const [right, top] = [Math.min(wide, this.width - x), Math.min(tall, this.height - y)];
      gl.readBuffer(gl.COLOR_ATTACHMENT0 + index);
      gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, x, y, 0, 0, right, top);
    }
  }
}

/** A program that computes tiles. */
class Tiles {
  private readonly gpgpu: GPGPUContext;
  private readonly program: ReturnType<GPGPUContext['createProgram']>;
  private readonly factors: readonly WebGLUniformLocation[];

  constructor(gpgpu: GPGPUContext, source: string) {
    this.gpgpu = gpgpu;
    this.program = gpgpu.createProgram(webgl_util.createFragmentShader(gpgpu.gl, source));
    gpgpu.buildVao(this.program);
    this.factors = ['A', 'B'].map((name) => gpgpu.getUniformLocation(this.program, name));
  }

  draw(...textures: readonly [a: WebGLTexture, b: WebGLTexture]): void {
    const { gpgpu, program } = this;
    gpgpu.setProgram(program);
    gpgpu.bindVertexArray(program.vao);
    for (const [unit, factor] of this.factors.entries())
      gpgpu.setInputMatrixTexture(textures[unit] as WebGLTexture, factor, unit);
    gpgpu.executeProgram();
  }
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
