import * as z from 'zod/mini';
import type { Expression } from '../../program/expression';
import { type Fix, type LayerReport, type LoweringScope, type ShapeProblem, setParameter } from '../block';
import { checkParameters, type Parameter, type Parameters, type ValuesOf } from '../parameter';
import type { Shape } from '../signal';
import { layers as catalogue } from './catalogue';
import type { Layer, LayerMend, LayerProblem, WrittenLayer } from './layer';

export type { WrittenLayer } from './layer';

/** The list of layers inside an encoder or a decoder. */
export function layerStack(options: {
  readonly help: string;
  readonly default: readonly WrittenLayer[];
}): Parameter<readonly WrittenLayer[]> {
  return {
    label: 'Layers',
    help: options.help,
    effect: 'rebuild',
    default: options.default,
    schema: z.array(z.looseObject({ layer: z.string() })).check(z.maxLength(100)) as unknown as z.ZodMiniType<
      readonly WrittenLayer[]
    >,
    control: { kind: 'layers' },
    expects: 'a list of layers, such as [{ "layer": "dense", "units": 128 }], 100 at most',
  };
}

export interface ReadLayer {
  readonly layer: Layer;
  readonly values: ValuesOf<Parameters>;
}

/** A layer with its checked parameters, or undefined where no layer has that name. */
export function readLayer(written: WrittenLayer): ReadLayer | undefined {
  const layer = catalogue.get(written.layer);
  const { layer: _, ...parameters } = written;
  return layer && { layer, values: checkParameters(layer.parameters, parameters).values };
}

export type StackShape = { readonly layers: readonly LayerReport[] } & (
  | { readonly shape: Shape }
  | { readonly problem: ShapeProblem }
);

/** Carries a shape through a stack; stops at the first layer that cannot take it. */
export function stackShape(node: string, written: readonly WrittenLayer[], input: Shape): StackShape {
  const layers: LayerReport[] = [];
  const open: { readonly index: number; readonly shape: Shape }[] = [];
  let shape = input;
  for (const [index, each] of written.entries()) {
    const read = readLayer(each);
    // A layer that nobody knows is named by the check of parameters; behind it no shape is known.
    if (!read) return { layers, problem: { code: 'EBM1003', message: '', path: ['layers', index] } };
    const { bracket } = read.layer;
    if (bracket === 'opens') open.push({ index, shape });
    const result = read.layer.shape(read.values, shape, bracket === 'closes' ? open.pop()?.shape : undefined);
    if ('problem' in result) return { layers, problem: locate(node, written, index, result.problem) };
    shape = result.shape;
    layers.push({ shape, parameters: result.parameters });
  }
  const unclosed = open.pop();
  return unclosed ? { layers, problem: locate(node, written, unclosed.index, neverJoined) } : { layers, shape };
}

const neverJoined: LayerProblem = {
  code: 'EBM2009',
  message: 'Nothing takes up what this skip layer remembers; put a join layer behind it, or remove the skip.',
  mends: [{ title: 'Remove the skip', remove: true }],
};

function locate(
  node: string,
  written: readonly WrittenLayer[],
  index: number,
  { parameter, mends = [], ...problem }: LayerProblem,
): ShapeProblem {
  const path = parameter ? ['layers', index, parameter] : ['layers', index];
  const fixes = mends.flatMap((mend) => fixesBy(mend, node, written, index, parameter));
  return { ...problem, path, fixes };
}

function fixesBy(
  mend: LayerMend,
  node: string,
  written: readonly WrittenLayer[],
  index: number,
  parameter: string | undefined,
): Fix[] {
  const { title } = mend;
  const layer = ['layers', index];
  if ('insertBefore' in mend)
    return [{ title, operation: { kind: 'insert-element', node, path: ['layers'], index, value: mend.insertBefore } }];
  if ('remove' in mend) return [{ title, operation: { kind: 'remove-parameter', node, path: layer } }];
  if ('layer' in mend)
    return catalogue.has(mend.layer) ? [setParameter(title, node, [...layer, 'layer'], mend.layer)] : [];
  if ('unitsBefore' in mend)
    return written[index - 1]?.layer === 'dense'
      ? [setParameter(title, node, ['layers', index - 1, 'units'], mend.unitsBefore)]
      : [];
  const name = mend.parameter ?? parameter;
  return [setParameter(title, node, name ? [...layer, name] : layer, mend.set)];
}

/** Applies a stack to x; each layer's result gets a name of its own. */
export function lowerStack(
  scope: LoweringScope,
  written: readonly WrittenLayer[],
  input: Expression,
  shape: Shape,
): Expression {
  const counts = new Map<string, number>();
  const open: { readonly x: Expression; readonly shape: Shape }[] = [];
  let [x, at] = [input, shape];
  for (const [index, each] of written.entries()) {
    const read = readLayer(each);
    if (read?.layer.bracket === 'opens') open.push({ x, shape: at });
    const kept = read?.layer.bracket === 'closes' ? open.pop() : undefined;
    const result = read?.layer.shape(read.values, at, kept?.shape);
    if (!read || !result || 'problem' in result)
      throw new Error(`The checker lets no stack pass with a fault in layer ${index + 1}.`);
    const name = identifier(read.layer.type);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    at = result.shape;
    const value = read.layer.lower({ ...scope, layer: `${name}${count}` }, read.values, x, at, kept?.x);
    // What a layer leaves as it is keeps its name.
    x = value === x || index === written.length - 1 ? value : scope.assign(`${name}${count}`, value);
  }
  return x;
}

/** The one layer of a stack that does more than reshape, if there is just one. */
function onlyLayer(written: readonly WrittenLayer[]): ReadLayer | undefined {
  const read = written.map(readLayer).filter((each) => !reshapes.has(each?.layer.type ?? ''));
  return read.length === 1 ? read[0] : undefined;
}

const reshapes: ReadonlySet<string> = new Set(['flatten', 'reshape']);

/** The matrix of a stack with one dense layer, whatever follows it: its path inside the node, `[inputs, outputs]`. */
export function onlyMatrix(written: readonly WrittenLayer[]): readonly string[] | undefined {
  const only = onlyLayer(written);
  return only?.layer.atoms?.matrix ? [`${identifier(only.layer.type)}1`, only.layer.atoms.tensor] : undefined;
}

/**
 * Where the atoms of a stack stand, if it is linear: one layer with atoms and no nonlinearity, besides layers that only
 * reshape. Undefined for any other stack.
 */
export function linearAtoms(
  written: readonly WrittenLayer[],
):
  | { readonly path: readonly [string, string]; readonly axes: readonly number[]; readonly matrix: boolean }
  | undefined {
  const only = onlyLayer(written);
  if (!only?.layer.atoms || only.values.activation !== 'linear') return undefined;
  const { tensor, axes, matrix = false } = only.layer.atoms;
  return { path: [`${identifier(only.layer.type)}1`, tensor], axes, matrix };
}

/** Layers that are linear maps whatever their parameters are. */
const linearLayers: ReadonlySet<string> = new Set(['flatten', 'reshape', 'upsample1d', 'upsample2d', 'upsample3d']);

/** Whether a stack is a linear map, up to a shift: no layer has a nonlinearity. */
export const isLinearStack = (written: readonly WrittenLayer[]): boolean =>
  written.map(readLayer).every((each) => {
    if (!each) return false;
    const { layer, values } = each;
    return linearLayers.has(layer.type) || (layer.atoms !== undefined && values.activation === 'linear');
  });

const identifier = (type: string): string => type.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** `dense 400 relu → dense 784`. */
export const summarizeStack = (written: readonly WrittenLayer[]): string =>
  written
    .map((each) => {
      const read = readLayer(each);
      return read ? read.layer.summary(read.values) : each.layer;
    })
    .join(' · ') || 'identity';
