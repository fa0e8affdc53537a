import { activation } from './activation';
import { conv2d } from './conv2d';
import { conv2dTranspose } from './conv2d-transpose';
import { dense } from './dense';
import { flatten } from './flatten';
import type { Layer } from './layer';
import { reshape } from './reshape';

/** Every layer that a stack can hold, in the order that a person is offered them. */
export const layers: ReadonlyMap<string, Layer> = new Map(
  [dense, conv2d, conv2dTranspose, activation, flatten, reshape].map((layer) => [layer.type, layer]),
);
