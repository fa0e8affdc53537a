import { webgl_util } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { texels } from '../../acceleration/webgl-texel';
import type { Part } from '../../expression';
import type { Read } from '../shading/body';

/** GLSL of a texel, and which of its numbers belong to the four that are computed. */
export interface Texel {
  readonly code: string;
  readonly lanes: string;
}

/** Of a texture, in texels. */
export type Size = readonly [width: number, height: number];

/** A texel of a texture that has a size; of one number any has. */
export interface StraightTexel extends Texel {
  readonly size?: Size;
}

const lanesOfRow = ['xyxy', 'zwzw'];
const lanesOfColumn = ['xxzz', 'yyww'];

/** Of the texel that holds the first two rows, or columns. */
export const lanesOf = ({ axis, index }: Pick<Part, 'axis' | 'index'>): string =>
  (axis === 0 ? lanesOfRow : lanesOfColumn)[index] ?? '';

/** However the texture lies. */
export function texelOf({ name, view: { part } }: Read, { length: rank }: readonly number[]): Texel {
  if (!part) return { code: `get${name}AtOutCoords()`, lanes: 'xyzw' };
  const place = (axis: number): string => `getOutputCoords()[${axis}]`;
  return {
    code: `get${name}(${part.axis === 0 ? `0, ${place(rank - 1)}` : `${place(rank - 2)}, 0`})`,
    lanes: lanesOf(part),
  };
}

/**
 * Where the texture has the size that its tensor has in texels, so that the place in it is that in the output: to compute places takes
 * divisions of integers, which software WebGL makes one by one. Undefined where it is another place, and in WebGL 1, whose GLSL differs.
 */
export function straightTexelOf(read: Read, shape: readonly number[]): StraightTexel | undefined {
  if (tf.env().getNumber('WEBGL_VERSION') < 2) return undefined;
  const { name, view } = read;
  const [tall = 1, wide = 1] = webgl_util.getTextureShapeFromLogicalShape([...shape], true).map(texels);
  if (view.shape.join() === shape.join())
    return { code: `texture(${name}, resultUV)`, lanes: 'xyzw', size: [wide, tall] };
  if (tf.util.sizeFromShape(view.shape) === 1) return texelOf(read, shape);
  const isTable = shape.length === 2 && shape.map(texels).join() === [tall, wide].join();
  if (!isTable || view.shape.length > 2) return undefined;
  const { index = 0 } = view.part ?? {};
  return view.shape.at(-1) === 1
    ? { code: `texture(${name}, vec2(0.5, resultUV.y))`, lanes: lanesOf({ axis: 1, index }), size: [1, tall] }
    : { code: `texture(${name}, vec2(resultUV.x, 0.5))`, lanes: lanesOf({ axis: 0, index }), size: [wide, 1] };
}
