import { beforeAll, describe, expect, test } from 'vitest';
import { allowRelaxedSimd } from '../../../core/cli/relaxed-simd';
import fusedBinary from '../../../core/training/acceleration/simd/assembly/kernels.fused.wasm';
import binary from '../../../core/training/acceleration/simd/assembly/kernels.wasm';

interface Kernels {
  roundsOnce(): number;
  matmul(...numbers: number[]): void;
}

beforeAll(allowRelaxedSimd);

const memory = new WebAssembly.Memory({ initial: 64 });
const numbers = new Float32Array(memory.buffer);

async function kernelsOf(module: Uint8Array<ArrayBuffer>): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as Kernels;
}

describe.each([
  { name: 'multiply and add in one instruction', module: fusedBinary, once: 1 },
  { name: 'multiply, then add', module: binary, once: 0 },
])('products of matrices that $name', ({ module, once }) => {
  test('say so', async () => {
    expect((await kernelsOf(module)).roundsOnce()).toBe(once);
  });

  test.each([
    [5, 8, 8],
    [11, 19, 13],
    [131, 385, 9],
  ])('are those of double precision to its rounding: %i × %i × %i', async (rows, depth, columns) => {
    const { matmul } = await kernelsOf(module);
    const [a, b, c] = [1024, 1024 + rows * depth, 1024 + rows * depth + depth * columns];
    const scratch = c + rows * columns;
    for (let at = a; at < c; at++) numbers[at] = Math.sin(at);
    matmul(4 * a, depth, 1, 4 * b, columns, 1, 4 * c, rows, depth, columns, 16 * Math.ceil(scratch / 4), 0);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let p = 0; p < depth; p++)
          sum += (numbers[a + row * depth + p] ?? 0) * (numbers[b + p * columns + column] ?? 0);
        // As many roundings as terms, each at most 2⁻²⁴ of a partial sum, which is about the root of their number.
        const found = numbers[c + row * columns + column] ?? Number.NaN;
        expect(Math.abs(found - sum)).toBeLessThan(depth * 2 ** -24 * Math.sqrt(depth));
      }
    }
  });
});
