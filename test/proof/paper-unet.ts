import { check } from '../../core/analysis/check';
import { costOf } from '../../core/analysis/cost';
import type { Json } from '../../core/graph/document';
import { parse } from '../../core/graph/parse';

const conv = (filters: number, kernel = 3): Json => ({ layer: 'conv3d', filters, kernel, activation: 'relu' });
const up = (channels: number): Json[] => [
  { layer: 'upsample3d', factor: 2 },
  { layer: 'conv3d', filters: channels, kernel: 2, activation: 'linear' },
  { layer: 'join' },
];
const halve: Json[] = [{ layer: 'skip' }, { layer: 'pool3d', kind: 'max', size: 2 }];

const layers = [
  ...[conv(32), conv(64), ...halve, conv(64), conv(128), ...halve, conv(128), conv(256), ...halve],
  ...[conv(256), conv(512)],
  ...[...up(512), conv(256), conv(256), ...up(256), conv(128), conv(128), ...up(128), conv(64), conv(64)],
  { layer: 'conv3d', filters: 3, kernel: 1, activation: 'linear' },
];

/** Our convolutions have a bias, which the up-convolutions that the paper counts do not. */
const biasesOfUpConvolutions = 512 + 256 + 128;

/** What the network of the paper, for volumes of three channels, costs in parameters where it is built of our layers. */
export function parametersOfPaperUNet(): number | undefined {
  const nodes: Record<string, Json> = {
    x: { block: 'observation', data: 'spheres' },
    two: { block: 'concat' },
    three: { block: 'concat' },
    unet: { block: 'predictor', layers },
  };
  const edges = [
    { from: 'x.value', to: 'two.a' },
    { from: 'x.value', to: 'two.b' },
    { from: 'two.output', to: 'three.a' },
    { from: 'x.value', to: 'three.b' },
    { from: 'three.output', to: 'unet.context' },
  ];
  const unet = check(parse(JSON.stringify({ format: 2, nodes, edges }))).nodes.get('unet');
  const cost = unet && costOf(unet);
  return cost && cost.parameters - biasesOfUpConvolutions;
}
