import { setFlagsFromString } from 'node:v8';

/** Node 20 has the fused multiply-add of WebAssembly behind a flag of its engine; later ones need none. */
export function allowRelaxedSimd(): void {
  if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
