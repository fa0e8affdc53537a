import type { DatasetOptions, LabelledSamples } from './datasets';
import { gunzipIfNeeded } from './gzip';
import { readIdx } from './idx';
import { fitToShape } from './read';

/**
 * MNIST in its original order, values `[sample, 28, 28, 1]` = byte / 255.
 * Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-Based Learning Applied to Document Recognition" (1998).
 */
export async function loadMnist(
  fetchFile: DatasetOptions['fetchFile'],
): Promise<{ train: LabelledSamples; test: LabelledSamples }> {
  const [train, test] = await Promise.all([loadPart('train', fetchFile), loadPart('test', fetchFile)]);
  return { train, test };
}

async function loadPart(part: 'train' | 'test', fetchFile: DatasetOptions['fetchFile']): Promise<LabelledSamples> {
  const read = async (name: string) => readIdx(await gunzipIfNeeded(await fetchFile(name), name), name);
  const imagesName = `mnist-${part}-images.idx3-ubyte.gz`;
  const [images, labels] = await Promise.all([read(imagesName), read(`mnist-${part}-labels.idx1-ubyte.gz`)]);
  return {
    values: fitToShape(images, [28, 28, 1], [0, 1], imagesName, 'mnist'),
    labels: Int32Array.from(labels.data),
  };
}
