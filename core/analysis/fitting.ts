import { type Fix, setParameter, type Wanted } from '../blocks/block';
import type { WrittenLayer } from '../blocks/layers/stack';
import { formatSizes, type Shape, sameSizes, sizesOf, volume } from '../blocks/signal';
import type { Endpoint, Json } from '../graph/document';
import type { Operation } from '../graph/operation';
import type { CheckedNode } from './node';

/** One change of a list of layers. */
type Step =
  | { readonly set: number; readonly key: string; readonly value: Json }
  | { readonly insert: number; readonly layer: WrittenLayer }
  | { readonly remove: number };

interface Change {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Ways to give what arrives at a port a shape that would do there: changes of the block that gives it. */
export const fittings = (
  reader: CheckedNode,
  wants: readonly Wanted[],
  nodes: ReadonlyMap<string, CheckedNode>,
): Fix[] =>
  wants.flatMap((wanted) => {
    const from = reader.wires.get(wanted.port)?.[0]?.from;
    const source = from && nodes.get(from.node);
    if (!source) return [];
    return 'shape' in wanted ? fitted(source, from.port, wanted.shape) : lent(reader, wanted.port, from, nodes);
  });

/** The matrix of what else the block reads, in place of what is lent to it. */
function lent(reader: CheckedNode, port: string, from: Endpoint, nodes: ReadonlyMap<string, CheckedNode>): Fix[] {
  const to = { node: reader.id, port };
  return [...reader.wires.values()].flat().flatMap((wire) => {
    const lender = nodes.get(wire.from.node);
    const [name] = Object.entries(lender?.outputs ?? {}).find(([, { network }]) => network?.matrix) ?? [];
    if (!lender || name === undefined || lender.id === from.node) return [];
    const operations = [
      { kind: 'disconnect', from, to },
      { kind: 'connect', from: { node: lender.id, port: name }, to },
    ] as const;
    return [{ title: `Lend it the matrix of “${lender.id}”`, operation: { kind: 'sequence', operations } } as const];
  });
}

/** The change of a block's own parameters after which its output has a shape, if one is enough. */
function fitted(node: CheckedNode, port: string, wanted: Shape): Fix[] {
  const { id, values } = node;
  for (const [name, value, written] of [
    ['dimensions', volume(wanted), String(volume(wanted))],
    ['shape', sizesOf(wanted), formatSizes(wanted)],
  ] as const) {
    if (!Object.hasOwn(values, name) || !gives(node, port, { [name]: value }, wanted)) continue;
    return [setParameter(`Set the ${name} of “${id}” to ${written}`, id, [name], value)];
  }
  const name = Object.keys(node.block.parameters).find(
    (each) => node.block.parameters[each]?.control.kind === 'layers',
  );
  if (!name) return [];
  const layers = values[name] as readonly WrittenLayer[];
  const change = changesOf(id, layers, wanted).find(({ steps }) =>
    gives(node, port, { [name]: steps.reduce(changed, layers) }, wanted),
  );
  if (!change) return [];
  const operations = change.steps.map((step) => operationOf(id, name, step));
  const [only] = operations;
  return [
    {
      title: change.title,
      operation: only && operations.length === 1 ? only : { kind: 'sequence', operations },
    },
  ];
}

/** Whether a block with other values gives a shape. */
function gives(node: CheckedNode, port: string, other: CheckedNode['values'], wanted: Shape): boolean {
  const result = node.block.shape({ node: node.id, values: { ...node.values, ...other }, inputs: node.inputs });
  const output = 'outputs' in result ? result.outputs[port] : undefined;
  return output !== undefined && sameSizes(output.shape, wanted);
}

/** What may lead to a shape, the least change first. */
function changesOf(id: string, layers: readonly WrittenLayer[], wanted: Shape): Change[] {
  const size = volume(wanted);
  const end = layers.findLastIndex(({ layer }) => layer !== 'reshape' && layer !== 'flatten') + 1;
  const cut = layers.slice(end).map((_, index): Step => ({ remove: layers.length - 1 - index }));
  const shaped: Step = {
    insert: end,
    layer: wanted.length === 1 ? { layer: 'flatten' } : { layer: 'reshape', shape: sizesOf(wanted) },
  };
  const [dense, convolution] = ['units', 'filters'].map((key) => layers.findLastIndex((each) => key in each));
  const words = `Let “${id}” give ${formatSizes(wanted)}`;
  const units = (index: number): Step => ({ set: index, key: 'units', value: size });
  return [
    { title: wanted.length === 1 ? `End “${id}” with a flatten layer` : words, steps: [...cut, shaped] },
    ...(size === 1
      ? [{ title: `End “${id}” with one unit`, steps: [{ insert: layers.length, layer: linear(1) } as const] }]
      : []),
    ...lastOf(dense).flatMap((index) => [
      { title: `Set the units of “${id}” to ${size}`, steps: [units(index)] },
      { title: words, steps: [units(index), ...cut, shaped] },
    ]),
    ...lastOf(convolution).map((index) => {
      const channels = wanted.at(-1)?.size ?? 1;
      return {
        title: `Set the filters of “${id}” to ${channels}`,
        steps: [{ set: index, key: 'filters', value: channels } as const],
      };
    }),
    {
      title: words,
      steps: [
        ...flat(layers.length),
        { insert: layers.length + 1, layer: linear(size) },
        ...after(layers.length + 2, wanted),
      ],
    },
  ];
}

const lastOf = (index = -1): number[] => (index < 0 ? [] : [index]);
const flat = (at: number): Step[] => [{ insert: at, layer: { layer: 'flatten' } }];
const after = (at: number, wanted: Shape): Step[] =>
  wanted.length > 1 ? [{ insert: at, layer: { layer: 'reshape', shape: sizesOf(wanted) } }] : [];
const linear = (units: number): WrittenLayer => ({ layer: 'dense', units, activation: 'linear' });

function changed(layers: readonly WrittenLayer[], step: Step): readonly WrittenLayer[] {
  if ('insert' in step) return layers.toSpliced(step.insert, 0, step.layer);
  if ('remove' in step) return layers.toSpliced(step.remove, 1);
  return layers.map((each, index) => (index === step.set ? { ...each, [step.key]: step.value } : each));
}

function operationOf(node: string, name: string, step: Step): Operation {
  if ('insert' in step) return { kind: 'insert-element', node, path: [name], index: step.insert, value: step.layer };
  if ('remove' in step) return { kind: 'remove-parameter', node, path: [name, step.remove] };
  return { kind: 'set-parameter', node, path: [name, step.set, step.key], value: step.value };
}
