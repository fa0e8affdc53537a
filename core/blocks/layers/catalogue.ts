import { activation } from './activation';
import { conv2d } from './conv2d';
import { conv2dTranspose } from './conv2d-transpose';
import { dense } from './dense';
import { flatten } from './flatten';
import type { Layer } from './layer';
import { pool2d } from './pool2d';
import { reshape } from './reshape';
import { residual } from './residual';
import { upsample2d } from './upsample2d';

/** Every layer that a stack can hold, in the order that a person is offered them. */
export const layers: ReadonlyMap<string, Layer> = new Map(
  [dense, residual, conv2d, conv2dTranspose, pool2d, upsample2d, activation, flatten, reshape].map((layer) => [
    layer.type,
    layer,
  ]),
);
