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

  constructor(nodes: ReadonlyMap<string, CheckedNode>) {
    this.nodes = nodes;
    const all = [...nodes.values()];
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
    return this.terms.filter(({ values }) => values.weight !== 0);
  }

  source(node: CheckedNode, port: string): CheckedNode | undefined {
    const id = node.wires.get(port)?.[0]?.from.node;
    return id === undefined ? undefined : this.nodes.get(id);
  }

  /** A node and all that it is computed from. */
  upstream(node: CheckedNode): ReadonlySet<CheckedNode> {
    const found = new Set<CheckedNode>();
    const pending = [node];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      for (const port of next.wires.keys()) {
        for (const { from } of next.wires.get(port) ?? []) {
          const source = this.nodes.get(from.node);
          if (source) pending.push(source);
        }
      }
    }
    return found;
  }

  dependsOn(node: CheckedNode, other: CheckedNode): boolean {
    return this.upstream(node).has(other);
  }

  /** Distances that weigh something and compare a computed prediction with something else. */
  get distances(): readonly { readonly term: Term; readonly prediction: CheckedNode; readonly target: CheckedNode }[] {
    return this.weighty.flatMap((term) => {
      const [prediction, target] = [this.source(term, 'prediction'), this.source(term, 'target')];
      return prediction?.block.lowering === 'signal' && target ? [{ term, prediction, target }] : [];
    });
  }

  /** Blocks of a kind of signal between a source and what it flows into. */
  between(start: CheckedNode, end: CheckedNode): readonly CheckedNode[] {
    return [...this.upstream(end)].filter((node) => node !== start && this.dependsOn(node, start));
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

export const isSignal = (node: CheckedNode): node is CheckedNode & { readonly block: SignalBlock } =>
  node.block.lowering === 'signal';

/** How many numbers a sample of a node's output has. */
export function outputVolume(node: CheckedNode): number | undefined {
  const [output] = Object.values(node.outputs);
  return output && volume(output.shape);
}
