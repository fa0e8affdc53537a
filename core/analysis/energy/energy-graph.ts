import type { SignalBlock, TermBlock } from '../../blocks/block';
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
      for (const { from } of [...node.wires.values()].flat()) {
        const source = nodes.get(from.node);
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

  /** Terms that weigh something. */
  get weighty(): readonly Term[] {
    return this.terms.filter((term) => weightOf(term) !== 0);
  }

  source(node: CheckedNode, port: string): CheckedNode | undefined {
    const id = node.wires.get(port)?.[0]?.from.node;
    return id === undefined ? undefined : this.nodes.get(id);
  }

  /** A node and all that it is computed from. */
  upstream(node: CheckedNode): ReadonlySet<CheckedNode> {
    return this.reach(node, this.above, (each) =>
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

  /** Terms that training makes low; one of negative weight it makes high. */
  get lowered(): readonly Term[] {
    return this.terms.filter((term) => weightOf(term) > 0);
  }

  /** Distances that are made low and compare a computed prediction with something else. */
  get distances(): readonly { readonly term: Term; readonly prediction: CheckedNode; readonly target: CheckedNode }[] {
    return this.lowered.flatMap((term) => {
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

  /** Regularizers of a code that are made low: wired to the code or to its draws. */
  pullsOn(code: CheckedNode): readonly Term[] {
    const carriers = new Set<CheckedNode>([code, ...this.drawsFrom(code)]);
    return this.lowered.filter((term) => {
      const source = this.source(term, 'input');
      return source !== undefined && carriers.has(source);
    });
  }
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
