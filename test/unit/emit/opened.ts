import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { compile } from '../../../core/compile';
import type { Model, ModelModule } from '../../../core/training/model';
import { importModule } from '../training/backends';

/** A function of an emitted module, as a test calls it. */
export type Inner = (...args: readonly (Tensor | Variable | number | boolean | object)[]) => Tensor;

/** The source of a graph's module. */
export function sourceOf(text: string): string {
  const { module, checked } = compile(text, { fileName: 'graph.ebm.json' });
  if (!module) throw new Error(checked.diagnostics.map(({ message }) => message).join(' '));
  return module.source;
}

/** Functions that stand beside `createModel`, which a module keeps to itself. */
export async function functionsOf<K extends string>(text: string, ...names: readonly K[]): Promise<Record<K, Inner>> {
  const module: unknown = await importModule(`${sourceOf(text)}\nexport { ${names.join(', ')} };\n`);
  return module as Record<K, Inner>;
}

/** A model that also gives functions that stand inside `createModel`. */
export async function modelWith<K extends string>(
  text: string,
  { seed = 1 }: { readonly seed?: number },
  ...names: readonly K[]
): Promise<{ readonly module: ModelModule; readonly model: Model & Record<K, Inner> }> {
  const module = await importModule(
    sourceOf(text).replace(/return {\s*variables,/, `return { ${names.join(', ')}, variables,`),
  );
  return { module, model: module.createModel({ seed }) as Model & Record<K, Inner> };
}
