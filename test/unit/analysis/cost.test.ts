import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { costOf, stepBytes, totalCost } from '../../../core/analysis/cost';
import { findImpossible } from '../../../core/analysis/preview';
import { parse } from '../../../core/graph/parse';
import { paperUNet, unetParameters } from '../../proof/oracles/unet-parameters';
import { parametersOfPaperUNet } from '../../proof/paper-unet';
import { template } from '../templates';

const nodesOf = (id: string) => check(parse(template(id))).nodes;

describe('the cost of a graph', () => {
  test('the parameters and multiply-adds of a dense network are those of its matrices', () => {
    const cost = totalCost(nodesOf('vae'));
    // 784-400, 400-20 twice, 20-400, 400-784, each with a bias.
    expect(cost.parameters).toBe(784 * 400 + 400 + 2 * (400 * 20 + 20) + 20 * 400 + 400 + 400 * 784 + 784);
    expect(cost.multiplyAdds).toBe(784 * 400 + 2 * 400 * 20 + 20 * 400 + 400 * 784);
  });

  test('an inference multiplies with the atoms once each way an iteration, and atoms without a bias are all it learns', () => {
    const cost = totalCost(nodesOf('sparse-coding'));
    expect(cost.parameters).toBe(128 * 64);
    expect(cost.multiplyAdds).toBe((2 * 50 + 1) * 128 * 64);
  });

  test('a convolution counts one kernel a place, and its transpose one a place of its input', () => {
    const nodes = nodesOf('conv-vae');
    const encoder = nodes.get('encoder');
    const decoder = nodes.get('decoder');
    // 8×8×1 → 4×4×16 → 2×2×32, and back from 2×2×32 → 4×4×16 → 8×8×1, all with 3×3 kernels.
    expect(encoder && costOf(encoder)?.multiplyAdds).toBe(16 * 9 * 16 + 4 * 9 * 16 * 32);
    expect(decoder && costOf(decoder)?.multiplyAdds).toBe(2 * 128 + 4 * 9 * 32 * 16 + 16 * 9 * 16);
  });

  test.each([
    ['a convolution of volumes', [{ layer: 'conv3d', filters: 2, kernel: 3 }], [4, 4, 4, 1], 64 * 27 * 2, 27 * 2 + 2],
    // Four maps of 4 channels at 16 sites; a score and a share of a value, 4 channels each, for every pair.
    ['attention', [{ layer: 'attention', heads: 2 }], [16, 4], 4 * 16 * 16 + 2 * 16 * 16 * 4, 4 * 16],
    ['an embedding', [{ layer: 'embedding', units: 5, places: 'learned' }], [8, 8], 8 * 8 * 5, 8 * 5 + 8 * 5],
    ['learned shrinkage', [{ layer: 'shrinkage', units: 9, iterations: 3 }], [64], 64 * 9 + 3 * 81, 64 * 9 + 81 + 9],
    ['a normalization', [{ layer: 'normalization', kind: 'layer' }], [8, 8], 0, 16],
  ] as const)('%s counts its products and its parameters', (_, layers, shape, multiplyAdds, parameters) => {
    const encoder = { block: 'encoder', layers: [{ layer: 'reshape', shape }, ...layers] };
    const nodes = { x: { block: 'observation', data: 'digits' }, encoder };
    const edges = [{ from: 'x.value', to: 'encoder.input' }];
    const checked = check(parse(JSON.stringify({ format: 1, nodes, edges }))).nodes.get('encoder');
    expect(checked && costOf(checked)).toMatchObject({ multiplyAdds, parameters });
    const reported = checked?.layers.reduce((sum, each) => sum + each.parameters, 0);
    expect(reported).toBe(parameters);
  });

  test('a step keeps weights, gradients and moments once, and activations for each sample of a batch', () => {
    expect(stepBytes({ parameters: 10, multiplyAdds: 0, activations: 3 }, 5)).toBe(4 * (40 + 30));
  });

  test('a block whose shapes are unknown has no cost', () => {
    const broken = check(parse(template('vae').replace('{ "layer": "flatten" }, ', ''))).nodes;
    const [encoder, code] = [broken.get('encoder'), broken.get('code')];
    expect(encoder && costOf(encoder)).toBeUndefined();
    expect(code && costOf(code)).toBeUndefined();
  });

  test('the 3-D U-Net of its paper, built of our layers, has its 19 069 955 parameters', () => {
    expect(unetParameters(paperUNet)).toBe(19_069_955);
    expect(parametersOfPaperUNet()).toBe(19_069_955);
  });
});

test('a step that no trainer can take is refused with what it needs and a batch that it can', () => {
  const impossible = (batch: number) => findImpossible(nodesOf('unet-2d'), batch);
  expect(impossible(64)).toBeUndefined();
  const found = impossible(65536);
  expect(found?.sentence).toMatch(/^A step of this model needs about [\d.]+ GiB, more than the 4 GiB /);
  expect(found?.batch).toBeGreaterThan(0);
  expect(impossible(found?.batch ?? 65536)).toBeUndefined();
});
