import type { ContrastBlock, SignalBlock, TermBlock } from '../../blocks/block';
import { volume } from '../../blocks/signal';
import type { CheckedNode } from '../node';

/** A term that counts in the energy. */
export interface Term extends CheckedNode {
  readonly block: TermBlock;
}

/** A checked graph as one who thinks of energies asks about it: its terms, its codes, and what depends on what. */
export class EnergyGraph {
  readonly nodes: ReadonlyMap<string, CheckedNode>;
  readonly energy: CheckedNode | undefined;
  /** Terms wired into the energy. */
  readonly terms: readonly Term[];
  readonly codes: readonly CheckedNode[];
  /** Who reads each node's output. */
  private readonly readers = new Map<CheckedNode, CheckedNode[]>();
  private readonly above = new Map<CheckedNode, ReadonlySet<CheckedNode>>();
  private readonly below = new Map<CheckedNode, ReadonlySet<CheckedNode>>();

  constructor(nodes: ReadonlyMap<string, CheckedNode>) {
    this.nodes = nodes;
    const all = [...nodes.values()];
    for (const node of all) {
      for (const id of dataSources(node)) {
        const source = nodes.get(id);
        if (source) this.readers.set(source, [...(this.readers.get(source) ?? []), node]);
      }
    }
    this.energy = all.find(({ block }) => block.lowering === 'energy');
    const wired = [...(this.energy?.wires.get('terms') ?? [])].map(({ from }) => from.node);
    this.terms = wired.flatMap((id) => {
      const node = nodes.get(id);
      return node?.block.lowering === 'term' ? [node as Term] : [];
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

  /** Terms that weigh something. */
  get weighty(): readonly Term[] {
    return this.terms.filter(({ values }) => values.weight !== 0);
  }

  source(node: CheckedNode, port: string): CheckedNode | undefined {
    const id = node.wires.get(port)?.[0]?.from.node;
    return id === undefined ? undefined : this.nodes.get(id);
  }

  /** A node and all that it is computed from, sample by sample. */
  upstream(node: CheckedNode): ReadonlySet<CheckedNode> {
    return this.reach(node, this.above, (each) => dataSources(each).flatMap((id) => this.nodes.get(id) ?? []));
  }

  /** A node, all that it is computed from, and the blocks that lend their weights to it. */
  learnsFrom(node: CheckedNode): ReadonlySet<CheckedNode> {
    return this.reach(node, new Map(), (each) =>
      [...each.wires.values()].flat().flatMap(({ from }) => this.nodes.get(from.node) ?? []),
    );
  }

  /** A node and all that is computed from it. */
  downstream(node: CheckedNode): ReadonlySet<CheckedNode> {
    return this.reach(node, this.below, (each) => this.readers.get(each) ?? []);
  }

  private reach(
    start: CheckedNode,
    known: Map<CheckedNode, ReadonlySet<CheckedNode>>,
    next: (node: CheckedNode) => readonly CheckedNode[],
  ): ReadonlySet<CheckedNode> {
    const before = known.get(start);
    if (before) return before;
    const found = new Set([start]);
    for (const node of found) for (const each of next(node)) found.add(each);
    known.set(start, found);
    return found;
  }

  dependsOn(node: CheckedNode, other: CheckedNode): boolean {
    return this.downstream(other).has(node);
  }

  /** Distances that weigh something and compare a computed prediction with something else. */
  get distances(): readonly { readonly term: Term; readonly prediction: CheckedNode; readonly target: CheckedNode }[] {
    return this.weighty.flatMap((term) => {
      const [prediction, target] = [this.source(term, 'prediction'), this.source(term, 'target')];
      return prediction?.block.lowering === 'signal' && target ? [{ term, prediction, target }] : [];
    });
  }

  /** Draws from a code's distribution. */
  drawsFrom(code: CheckedNode): readonly CheckedNode[] {
    return [...this.nodes.values()].filter(
      (node) => isSignal(node) && node.block.withoutNoise === 'mean' && this.source(node, 'input') === code,
    );
  }

  /** Regularizers of a code that weigh something: wired to the code or to its draws. */
  pullsOn(code: CheckedNode): readonly Term[] {
    const carriers = new Set<CheckedNode>([code, ...this.drawsFrom(code)]);
    return this.weighty.filter((term) => {
      const source = this.source(term, 'input');
      return source !== undefined && carriers.has(source);
    });
  }
}

/** The nodes whose output a node reads; those that lend it their weights are not among them. */
const dataSources = (node: CheckedNode): readonly string[] =>
  [...node.wires].flatMap(([port, edges]) =>
    node.block.inputs.find(({ name }) => name === port)?.lends ? [] : edges.map(({ from }) => from.node),
  );

export const isSignal = (node: CheckedNode): node is CheckedNode & { readonly block: SignalBlock } =>
  node.block.lowering === 'signal';

/** How many numbers a sample of a node's output has. */
export function outputVolume(node: CheckedNode): number | undefined {
  const [output] = Object.values(node.outputs);
  return output && volume(output.shape);
}
