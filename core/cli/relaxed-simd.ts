import { setFlagsFromString } from 'node:v8';

/** The engine of Node 20 has fused multiply-add of WebAssembly behind a flag, as the last before it came without one. */
export function allowRelaxedSimd(): void {
  if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
