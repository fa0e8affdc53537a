import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';

/** The graphics processor behind WebGL, as its driver names it; empty where there is none. */
function findRenderer(): string {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const found = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return found;
}

let known: string | undefined;
const renderer = (): string => {
  known ??= findRenderer();
  return known;
};

/**
 * Whether WebGL is computed on the processor here (SwiftShader, llvmpipe): it works, and is slower than WebAssembly by an
 * order of magnitude.
 */
export const webglIsEmulated = (): boolean => /swiftshader|llvmpipe|software|basic render/i.test(renderer());

export const machine = (): string => `${renderer()}, ${navigator.hardwareConcurrency} cores`;

/** The context that TensorFlow.js computes in, if it computes on WebGL. */
const context = (): WebGLRenderingContext | undefined =>
  tf.getBackend() === 'webgl' ? (tf.backend() as MathBackendWebGL).gpgpu.gl : undefined;

/** A lost context answers every reading with zeros. */
export const webglContextIsLost = (): boolean => context()?.isContextLost() ?? false;

export function onContextLost(lost: () => void): void {
  context()?.canvas.addEventListener('webglcontextlost', lost);
}
