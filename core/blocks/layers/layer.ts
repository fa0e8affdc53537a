import type { Json } from '../../graph/document';
import type { Expression } from '../../program/expression';
import type { LoweringScope, ShapeProblem } from '../block';
import type { Parameters, ValuesOf } from '../parameter';
import type { Shape } from '../signal';

/** The shape behind a layer and its number of parameters, or why it cannot take what arrived. */
export type LayerShape = { readonly shape: Shape; readonly parameters: number } | { readonly problem: LayerProblem };

/** A fault of a layer, and the changes of which any would make it fit. */
export interface LayerProblem extends Omit<ShapeProblem, 'fixes' | 'path' | 'wants'> {
  readonly parameter?: string;
  readonly mends?: readonly LayerMend[];
}

/** A change of a stack, relative to a layer. */
export type LayerMend = { readonly title: string } & (
  | { readonly insertBefore: WrittenLayer }
  /** A value for the parameter at fault, or for another. */
  | { readonly set: Json; readonly parameter?: string }
  /** The same layer by another name, where there is one. */
  | { readonly layer: string }
  /** How many units the layer before has to have, where it has units. */
  | { readonly unitsBefore: number }
  | { readonly remove: true }
);

/** A layer as it stands in the document: its type under `layer`, its parameters beside it. */
export type WrittenLayer = { readonly layer: string; readonly [key: string]: Json };

/** What a layer is given when it lowers: the scope of its node, and its own name inside it. */
export interface LayerScope extends LoweringScope {
  readonly layer: string;
}

/** One layer of a stack: `{ "layer": "dense", "units": 400, "activation": "relu" }`. */
export interface Layer<P extends Parameters = Parameters> {
  /** The name in documents. */
  readonly type: string;
  readonly title: string;
  readonly about: string;
  readonly reference?: string;
  readonly parameters: P;
  /** What flows into a layer that opens is kept for the layer that closes; the last to open is the first to be closed. */
  readonly bracket?: 'opens' | 'closes';
  summary(values: ValuesOf<P>): string;
  /** A layer that closes is given what was kept, if anything is. */
  shape(values: ValuesOf<P>, input: Shape, kept?: Shape): LayerShape;
  /**
   * Where the atoms of a linear decoder stand in this layer's weights: the axes that one atom runs over, and whether the
   * weights are a matrix `[inputs, outputs]`.
   */
  readonly atoms?: { readonly tensor: string; readonly axes: readonly number[]; readonly matrix?: boolean };
  /** `output` is the shape that `shape` gave. */
  lower(scope: LayerScope, values: ValuesOf<P>, x: Expression, output: Shape, kept?: Expression): Expression;
}

/** Keeps the types of a layer's own parameters inside its file. */
export const layer = <P extends Parameters>(definition: Layer<P>): Layer => definition as unknown as Layer;
