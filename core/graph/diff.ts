import { formatEndpoint, type Graph, type GraphEdge, type Json } from './document';

/** One difference in what two graphs mean. `path` is a parameter inside a node, or a key of the training. */
export type Change =
  | { readonly kind: 'name' | 'about'; readonly before: string; readonly after: string }
  | { readonly kind: 'node added' | 'node removed'; readonly node: string; readonly block: string }
  | { readonly kind: 'block changed'; readonly node: string; readonly before: string; readonly after: string }
  | {
      readonly kind: 'parameter changed';
      readonly node: string;
      readonly path: string;
      readonly before: Json | undefined;
      readonly after: Json | undefined;
    }
  | { readonly kind: 'wire added' | 'wire removed'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'training changed';
      readonly path: string;
      readonly before: Json | undefined;
      readonly after: Json | undefined;
    };

export interface GraphDiff {
  /** What changed in meaning, in the order of the document. */
  readonly changes: readonly Change[];
  /** Nodes that only moved, which means nothing. */
  readonly moved: readonly string[];
}

/** What changed in meaning from one graph to another; the layout is kept apart. */
export function diff(before: Graph, after: Graph): GraphDiff {
  const ids = new Set([...before.nodes.keys(), ...after.nodes.keys()]);
  const changes: Change[] = [
    ...(['name', 'about'] as const).flatMap((kind): Change[] =>
      before[kind] === after[kind] ? [] : [{ kind, before: before[kind], after: after[kind] }],
    ),
    ...[...ids].flatMap((id) => nodeChanges(before, after, id)),
    ...wireChanges(before.edges, after.edges),
    ...valueChanges(before.training, after.training).map((change): Change => ({ kind: 'training changed', ...change })),
  ];
  const moved = [...after.layout].flatMap(([id, { x, y }]) => {
    const was = before.layout.get(id);
    return was && (was.x !== x || was.y !== y) ? [id] : [];
  });
  return { changes, moved };
}

/** `code.dimensions: 20 → 2`: a change as one line. */
export function formatChange(change: Change): string {
  switch (change.kind) {
    case 'name':
    case 'about':
      return `${change.kind}: ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}`;
    case 'node added':
    case 'node removed':
      return `${change.kind === 'node added' ? '+' : '−'} ${change.node} (${change.block})`;
    case 'block changed':
      return `${change.node}: ${change.before} → ${change.after}`;
    case 'parameter changed':
      return `${change.node}.${change.path}: ${formatValue(change.before)} → ${formatValue(change.after)}`;
    case 'wire added':
    case 'wire removed':
      return `${change.kind === 'wire added' ? '+' : '−'} ${change.from} → ${change.to}`;
    case 'training changed':
      return `training.${change.path}: ${formatValue(change.before)} → ${formatValue(change.after)}`;
  }
}

const formatValue = (value: Json | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function nodeChanges(before: Graph, after: Graph, id: string): Change[] {
  const [was, is] = [before.nodes.get(id), after.nodes.get(id)];
  if (!was && is) return [{ kind: 'node added', node: id, block: is.block }];
  if (was && !is) return [{ kind: 'node removed', node: id, block: was.block }];
  if (!was || !is) return [];
  const block: Change[] =
    was.block === is.block ? [] : [{ kind: 'block changed', node: id, before: was.block, after: is.block }];
  const parameters = valueChanges(was.parameters, is.parameters);
  return [...block, ...parameters.map((change): Change => ({ kind: 'parameter changed', node: id, ...change }))];
}

function wireChanges(before: readonly GraphEdge[], after: readonly GraphEdge[]): Change[] {
  const written = (edges: readonly GraphEdge[]): Map<string, { from: string; to: string }> =>
    new Map(
      edges.map(({ from, to }) => {
        const wire = { from: formatEndpoint(from), to: formatEndpoint(to) };
        return [`${wire.from} ${wire.to}`, wire];
      }),
    );
  const [was, is] = [written(before), written(after)];
  return [
    ...[...was].filter(([key]) => !is.has(key)).map(([, wire]): Change => ({ kind: 'wire removed', ...wire })),
    ...[...is].filter(([key]) => !was.has(key)).map(([, wire]): Change => ({ kind: 'wire added', ...wire })),
  ];
}

interface ValueChange {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Differences of two JSON values, as deep as both have the same outline: `layers[1].units`. */
function valueChanges(before: Json | undefined, after: Json | undefined, path = ''): ValueChange[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    const of = (record: typeof before, key: string) => (Object.hasOwn(record, key) ? record[key] : undefined);
    return [...keys].flatMap((key) => valueChanges(of(before, key), of(after, key), path ? `${path}.${key}` : key));
  }
  if (isList(before) && isList(after) && before.length === after.length) {
    return before.flatMap((value, index) => valueChanges(value, after[index], `${path}[${index}]`));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
