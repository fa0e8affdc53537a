import type { CheckedGraph } from '../../core/analysis/check';
import { costOf, sumOf } from '../../core/analysis/cost';
import { compile } from '../../core/compile';
import type { EmittedModule } from '../../core/program/manifest';
import type { Without } from '../../core/training/acceleration/acceleration';
import type { BackendName } from '../../core/training/protocol';
import type { Arena, Opening, Trainee } from './contestants/contestant';
import { samplesFor } from './samples';

export interface TrainingOptions {
  /** Accelerations that stay off. */
  readonly without?: Without;
  /** Each step kernel by kernel, not replayed from a recording. */
  readonly plain?: boolean;
  /** Counts what a step moves, which costs time. */
  readonly counting?: boolean;
}

/** A graph as a module, with samples to train on. */
export class Emitted {
  readonly module: EmittedModule;
  readonly samples: Opening['samples'];
  private readonly checked: CheckedGraph;

  private constructor(module: EmittedModule, checked: CheckedGraph, samples: Opening['samples']) {
    this.module = module;
    this.checked = checked;
    this.samples = samples;
  }

  static async of(graph: string): Promise<Emitted> {
    const { module, checked } = compile(graph, { fileName: 'bench.ebm.json' });
    if (!module) throw new Error(`A graph of the benchmark does not compile: ${checked.diagnostics[0]?.message}`);
    return new Emitted(module, checked, await samplesFor(module.manifest));
  }

  get batch(): number {
    return this.module.manifest.training.batch;
  }

  /** Multiply-adds of a batch on one way forward through each block. */
  get multiplyAdds(): number {
    return this.batch * sumOf([...this.checked.nodes.values()].flatMap((node) => costOf(node) ?? [])).multiplyAdds;
  }

  /** Somewhere in the hands of our trainer. */
  train(
    arena: Arena,
    backend: BackendName,
    { without = [], plain = false, counting = false }: TrainingOptions = {},
  ): Promise<Trainee> {
    const { source, manifest } = this.module;
    const { samples, batch } = this;
    return arena.open({
      backend,
      samples,
      batch,
      counting,
      task: { kind: 'emitted', module: { source, manifest }, without, plain },
    });
  }
}
