import type * as tf from '@tensorflow/tfjs-core';
import type { View } from '../expression';

/** Names numbers on the device; two tensors share it where one is a reshape or a clone of the other. */
export type DataId = tf.TensorInfo['dataId'];
export type Numbers = Parameters<tf.KernelBackend['write']>[0];

/** One kernel that ran. */
export interface Call {
  readonly kernel: string;
  /** By name; in a list, where the kernel takes any number of tensors, by their place. */
  readonly inputs: readonly (readonly [name: string, view: View])[];
  readonly isList: boolean;
  readonly attributes: tf.NamedAttrMap;
  readonly outputs: readonly View[];
  /** How it is computed, where no kernel of that name is registered. */
  readonly run?: tf.KernelFunc;
}

/** Where a value comes from that no kernel of the step made. */
export type Source =
  /** What the step is given, by its place. */
  | { readonly from: 'given'; readonly place: number }
  /** What a variable held when the step began. */
  | { readonly from: 'variable'; readonly variable: tf.Variable }
  /** Numbers that JavaScript wrote. */
  | { readonly from: 'constant'; readonly dataId: DataId; readonly numbers: Numbers; readonly dtype: tf.DataType }
  /** A tensor that was there before and stays: the data, say. */
  | { readonly from: 'outside'; readonly dataId: DataId };

/** All that a step computed. */
export interface Recording {
  readonly calls: readonly Call[];
  /** By value, for those that no call makes. */
  readonly sources: ReadonlyMap<number, Source>;
  readonly results: { readonly [name: string]: View };
  /** What variables hold in the end, those that changed. */
  readonly assigned: ReadonlyMap<tf.Variable, View>;
}

/** Why a step cannot be recorded, or its recording not be used: a sentence. */
export interface Obstacle {
  readonly obstacle: string;
}
