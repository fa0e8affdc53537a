import type * as tf from '@tensorflow/tfjs-core';
import type { View } from '../expression';
import type { DataId } from './recording';

/** Where a value of a recorded step is kept while the step runs, and how kernels see it, once under each of its shapes. */
export class Place {
  private readonly views: tf.TensorInfo[] = [];
  private now: DataId = {};

  get dataId(): DataId {
    return this.now;
  }

  put(dataId: DataId): void {
    this.now = dataId;
    for (const view of this.views) view.dataId = dataId;
  }

  seenAs({ shape, dtype }: View): tf.TensorInfo {
    const found = this.views.find((view) => view.dtype === dtype && view.shape.join() === shape.join());
    if (found) return found;
    const view: tf.TensorInfo = { dataId: this.now, shape: [...shape], dtype };
    this.views.push(view);
    return view;
  }
}
