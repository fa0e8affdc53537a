import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import type { GraphicsKind } from '../core/training/backend-choice';

/** The graphics processor behind WebGL, as its driver names it; undefined where there is no WebGL. */
function findRenderer(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const found = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return found;
}

let known: { readonly renderer: string | undefined } | undefined;
const renderer = (): string | undefined => {
  known ??= { renderer: findRenderer() };
  return known.renderer;
};

/** Drivers that compute on the processor. */
export const emulator = /swiftshader|llvmpipe|software|basic render/i;

export function webgl(): GraphicsKind {
  const found = renderer();
  if (found === undefined) return 'missing';
  return emulator.test(found) ? 'emulated' : 'there';
}

export const machine = (): string => `${renderer() ?? 'no WebGL'}, ${navigator.hardwareConcurrency} cores`;

/** The context that TensorFlow.js computes in, if it computes on WebGL. */
const context = (): WebGLRenderingContext | undefined =>
  tf.getBackend() === 'webgl' ? (tf.backend() as MathBackendWebGL).gpgpu.gl : undefined;

/** A lost context answers every reading with zeros. */
export const webglContextIsLost = (): boolean => context()?.isContextLost() ?? false;

export function onContextLost(lost: () => void): void {
  context()?.canvas.addEventListener('webglcontextlost', lost);
}
