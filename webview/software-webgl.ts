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
