import { activation } from './activation';
import { attention } from './attention';
import { conv1d } from './conv1d';
import { conv1dTranspose } from './conv1d-transpose';
import { conv2d } from './conv2d';
import { conv2dTranspose } from './conv2d-transpose';
import { conv3d } from './conv3d';
import { dense } from './dense';
import { dropout } from './dropout';
import { embedding } from './embedding';
import { flatten } from './flatten';
import { join } from './join';
import type { Layer } from './layer';
import { normalization } from './normalization';
import { pool1d } from './pool1d';
import { pool2d } from './pool2d';
import { pool3d } from './pool3d';
import { reshape } from './reshape';
import { residual } from './residual';
import { shrinkage } from './shrinkage';
import { skip } from './skip';
import { upsample1d } from './upsample1d';
import { upsample2d } from './upsample2d';
import { upsample3d } from './upsample3d';

/** Every layer that a stack can hold, in the order that a person is offered them. */
export const layers: ReadonlyMap<string, Layer> = new Map(
  [
    dense,
    residual,
    activation,
    normalization,
    dropout,
    flatten,
    reshape,
    skip,
    join,
    conv1d,
    conv1dTranspose,
    pool1d,
    upsample1d,
    conv2d,
    conv2dTranspose,
    pool2d,
    upsample2d,
    conv3d,
    pool3d,
    upsample3d,
    embedding,
    attention,
    shrinkage,
  ].map((layer) => [layer.type, layer]),
);
