import type { EnergyProgram } from '../../program/program';
import { literal } from './expressions';
import { around, layout, record } from './layout';
import { initializers } from './preludes';
import type { SourceWriter } from './source-writer';

/** The parameters by node, layer and tensor, each as a call of its initializer. */
export function writeParameters(out: SourceWriter, program: EnergyProgram): void {
  const write = (entries: readonly { path: readonly string[]; text: string; node: string | undefined }[]): void => {
    for (const [key, group] of groupBy(entries, ({ path }) => path[0] ?? '')) {
      const [first] = group;
      const inner = group.map((entry) => ({ ...entry, path: entry.path.slice(1) }));
      if (!first) continue;
      out.within(first.node, () => {
        if (first.path.length === 1) out.line(`${key}: ${first.text},`);
        else if (inner.every(({ path }) => path.length === 1)) {
          const row = record(...inner.map(({ path, text }) => `${path[0]}: ${text}`));
          out.line(layout(around(`${key}: `, row, ','), out.column));
        } else {
          out.line(`${key}: {`);
          out.indent(() => write(inner));
          out.line('},');
        }
      });
    }
  };
  out.line('const parameters = tf.tidy(() => ({');
  const nodeOf = new Map(program.functions.map(({ name, node }) => [name, node]));
  out.indent(() =>
    write(
      program.parameters.map(({ path, shape, initializer, learns }) => ({
        path,
        node: nodeOf.get(path[0] ?? ''),
        text:
          learns === 'means'
            ? `state([${shape.map(literal).join(', ')}])`
            : initializers[initializer.kind].call(shape, initializer),
      })),
    ),
  );
  out.line('}));');
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
