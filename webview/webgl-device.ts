import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Whether WebGL is computed on the processor here (SwiftShader, llvmpipe): it works, and is slower than WebAssembly by an
 * order of magnitude.
 */
export function webglIsEmulated(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

/** The context that TensorFlow.js computes in, if it computes on WebGL. */
const context = (): WebGLRenderingContext | undefined =>
  tf.getBackend() === 'webgl' ? (tf.backend() as MathBackendWebGL).gpgpu.gl : undefined;

/** A lost context answers every reading with zeros. */
export const webglContextIsLost = (): boolean => context()?.isContextLost() ?? false;

export function onContextLost(lost: () => void): void {
  context()?.canvas.addEventListener('webglcontextlost', lost);
}
