import type { ContrastBlock, SignalBlock, TermBlock } from '../../blocks/block';
import { volume } from '../../blocks/signal';
import type { CheckedNode } from '../node';

/** A term that counts in the energy. */
export interface Term extends CheckedNode {
  readonly block: TermBlock;
}

/** A distance between a computed prediction and something else. */
export interface Distance {
  readonly term: Term;
  readonly prediction: CheckedNode;
  readonly target: CheckedNode;
}

/** A checked graph as one who thinks of energies asks about it: its terms, its codes, and what depends on what. */
export class EnergyGraph {
  readonly nodes: ReadonlyMap<string, CheckedNode>;
  readonly energy: CheckedNode | undefined;
  /** Terms wired into the energy. */
  readonly terms: readonly Term[];
  /** Terms that weigh something. */
  readonly weighty: readonly Term[];
  /** Terms that training makes low; one of negative weight it makes high. */
  readonly lowered: readonly Term[];
  /** Distances that are made low. */
  readonly distances: readonly Distance[];
  readonly codes: readonly CheckedNode[];
  /** What each node reads. */
  private readonly sources = new Map<CheckedNode, CheckedNode[]>();
  /** Who reads each node's output. */
  private readonly readers = new Map<CheckedNode, CheckedNode[]>();
  /** What each node reads, and who lends it weights. */
  private readonly lenders = new Map<CheckedNode, CheckedNode[]>();
  private readonly teachers = new Map<CheckedNode, ReadonlySet<CheckedNode>>();
  private readonly low: ReadonlySet<CheckedNode>;
  private readonly above = new Map<CheckedNode, ReadonlySet<CheckedNode>>();
  private readonly below = new Map<CheckedNode, ReadonlySet<CheckedNode>>();
  private readonly pulls = new Map<CheckedNode, readonly Term[]>();

  constructor(nodes: ReadonlyMap<string, CheckedNode>) {
    this.nodes = nodes;
    const all = [...nodes.values()];
    for (const node of all) {
      for (const [port, edges] of node.wires) {
        const lends = node.block.inputs.find(({ name }) => name === port)?.lends;
        for (const { from } of edges) {
          const source = nodes.get(from.node);
          if (!source) continue;
          listed(this.lenders, node).push(source);
          if (lends) continue;
          listed(this.sources, node).push(source);
          listed(this.readers, source).push(node);
        }
      }
    }
    this.energy = all.find(({ block }) => block.lowering === 'energy');
    const wired = [...(this.energy?.wires.get('terms') ?? [])].map(({ from }) => from.node);
    this.terms = wired.flatMap((id) => {
      const node = nodes.get(id);
      return node?.block.lowering === 'term' ? [node as Term] : [];
    });
    this.weighty = this.terms.filter((term) => weightOf(term) !== 0);
    this.lowered = this.terms.filter((term) => weightOf(term) > 0);
    this.low = new Set(this.lowered);
    this.distances = this.lowered.flatMap((term) => {
      const [prediction, target] = (term.block.compares ?? ['prediction', 'target']).map((port) =>
        this.source(term, port),
      );
      return prediction?.block.lowering === 'signal' && target ? [{ term, prediction, target }] : [];
    });
    this.codes = all.filter(({ block }) => block.category === 'code');
  }

  /** What lifts the whole energy off the data. */
  get contrasts(): readonly (CheckedNode & { readonly block: ContrastBlock })[] {
    return [...this.nodes.values()].filter(
      (node): node is CheckedNode & { readonly block: ContrastBlock } =>
        node.block.lowering === 'contrast' && this.source(node, 'energy') !== undefined,
    );
  }

  source(node: CheckedNode, port: string): CheckedNode | undefined {
    const id = node.wires.get(port)?.[0]?.from.node;
    return id === undefined ? undefined : this.nodes.get(id);
  }

  /** Every node that a node reads; those that lend it their weights are not among them. */
  sourcesOf(node: CheckedNode): readonly CheckedNode[] {
    return this.sources.get(node) ?? [];
  }

  /** The blocks whose weights a node is lent. */
  lendersOf(node: CheckedNode): readonly CheckedNode[] {
    return node.block.inputs.flatMap(({ name, lends }) => (lends && this.source(node, name)) || []);
  }

  /** A node and all that it is computed from, sample by sample. */
  upstream(node: CheckedNode): ReadonlySet<CheckedNode> {
    return reach(node, this.sources, this.above);
  }

  /** A node, all that it is computed from, and the blocks that lend their weights to it. */
  learnsFrom(node: CheckedNode): ReadonlySet<CheckedNode> {
    return reach(node, this.lenders, this.teachers);
  }

  /** A node and all that is computed from it. */
  downstream(node: CheckedNode): ReadonlySet<CheckedNode> {
    return reach(node, this.readers, this.below);
  }

  dependsOn(node: CheckedNode, other: CheckedNode): boolean {
    return this.upstream(node).has(other);
  }

  /** The codes that a node is computed from. */
  codesBehind(node: CheckedNode): readonly CheckedNode[] {
    const behind = this.upstream(node);
    return this.codes.filter((code) => behind.has(code));
  }

  /** Draws from a code's distribution. */
  drawsFrom(code: CheckedNode): readonly CheckedNode[] {
    return (this.readers.get(code) ?? []).filter(
      (node) => isSignal(node) && node.block.withoutNoise === 'mean' && this.source(node, 'input') === code,
    );
  }

  /** Regularizers of a code that are made low: wired to the code or to its draws. */
  pullsOn(code: CheckedNode): readonly Term[] {
    const before = this.pulls.get(code);
    if (before) return before;
    const carriers = new Set<CheckedNode>([code, ...this.drawsFrom(code)]);
    const readers = new Set([...carriers].flatMap((carrier) => this.readers.get(carrier) ?? []));
    const terms = [...readers].filter((reader): reader is Term => this.low.has(reader));
    const pulls = terms.filter((term) => {
      const source = this.source(term, 'input');
      return source !== undefined && carriers.has(source);
    });
    this.pulls.set(code, pulls);
    return pulls;
  }
}

/** Computes something of a graph once, however often it is asked for. */
export function once<T>(compute: (graph: EnergyGraph) => T): (graph: EnergyGraph) => T {
  const known = new WeakMap<EnergyGraph, { readonly value: T }>();
  return (graph) => {
    const before = known.get(graph);
    if (before) return before.value;
    const value = compute(graph);
    known.set(graph, { value });
    return value;
  };
}

function listed(lists: Map<CheckedNode, CheckedNode[]>, node: CheckedNode): CheckedNode[] {
  const list = lists.get(node) ?? [];
  lists.set(node, list);
  return list;
}

function reach(
  start: CheckedNode,
  next: ReadonlyMap<CheckedNode, readonly CheckedNode[]>,
  known: Map<CheckedNode, ReadonlySet<CheckedNode>>,
): ReadonlySet<CheckedNode> {
  const before = known.get(start);
  if (before) return before;
  const found = new Set([start]);
  for (const node of found) for (const each of next.get(node) ?? []) found.add(each);
  known.set(start, found);
  return found;
}

/** How much a term counts; one that has no weight to set counts as it is. */
export const weightOf = ({ values }: CheckedNode): number => (typeof values.weight === 'number' ? values.weight : 1);

export const isSignal = (node: CheckedNode): node is CheckedNode & { readonly block: SignalBlock } =>
  node.block.lowering === 'signal';

/** How many numbers a sample of a node's output has. */
export function outputVolume(node: CheckedNode): number | undefined {
  const [output] = Object.values(node.outputs);
  return output && volume(output.shape);
}
