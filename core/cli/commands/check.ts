import { type CheckedGraph, check } from '../../analysis/check';
import { type Cost, costsIn, stepBytes, totalCost } from '../../analysis/cost';
import { EnergyGraph } from '../../analysis/energy/energy-graph';
import { fixAll } from '../../analysis/fix';
import type { Shape, Signal } from '../../blocks/signal';
import { formatSizes, sizesOf } from '../../blocks/signal';
import { parse } from '../../graph/parse';
import type { Command } from '../command';
import { countWords, describe, locate, references } from '../diagnostics';
import { Fault, printable } from '../fault';
import { writeAtomically } from '../files';
import { readGraph } from '../graph-file';

export const checkCommand: Command = {
  name: 'check',
  about: 'Checks graphs: form, wiring, shapes, and what keeps their energy high off the data.',
  operands: 'FILE…',
  options: [
    {
      name: 'json',
      about:
        'One JSON object a file, a line each: diagnostics, the shape at each port, mechanisms, cost in all and of each block.',
    },
    { name: 'fix', about: 'Applies the first fix of each diagnostic that has one, and writes the file.' },
  ],
  example: 'ebm check templates/vae.ebm.json --json',
  async run(given) {
    if (!given.operands.length) throw new Fault('No file was named; give the path of a graph, NAME.ebm.json.');
    const graphs = await Promise.all(given.operands.map(readGraph));
    const reports = graphs.map(({ path, text }) => {
      const checked = check(parse(given.flag('fix') ? fixAll(text) : text));
      return { file: path, checked, diagnostics: locate(path, checked) };
    });
    for (const [index, { file, checked }] of reports.entries()) {
      const { text } = checked.document;
      if (text !== graphs[index]?.text) await writeAtomically(file, text);
    }
    const diagnostics = reports.flatMap((report) => report.diagnostics);
    if (given.flag('json')) {
      for (const { file, checked, ...report } of reports) {
        const { mechanisms } = checked;
        const object = {
          file,
          ...report,
          shapes: shapes(checked),
          mechanisms,
          ...cost(checked),
          blocks: blocks(checked),
        };
        process.stdout.write(`${JSON.stringify(object)}\n`);
      }
    } else {
      const found = [...diagnostics.map(describe), ...references(diagnostics)];
      const lines = [...found, ...reports.flatMap(limits), countWords(diagnostics)];
      process.stdout.write(`${printable(lines.join('\n'))}\n`);
    }
    return diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};

interface PortShape {
  readonly shape: string;
  readonly sizes: readonly number[];
  readonly axes: readonly string[];
  readonly role: string;
}

/** The shape of a sample at each signal port that is known, by `node.port`. */
function shapes({ nodes }: CheckedGraph): { [port: string]: PortShape } {
  const found = [...nodes.values()].flatMap(({ id, inputs, outputs }) =>
    [...Object.entries(inputs), ...Object.entries(outputs)].map(([port, signal]) => [`${id}.${port}`, words(signal)]),
  );
  return Object.fromEntries(found);
}

const words = ({ role, shape }: Signal): PortShape => ({ ...sizes(shape), role });

const sizes = (shape: Shape): Omit<PortShape, 'role'> => ({
  shape: formatSizes(shape),
  sizes: sizesOf(shape),
  axes: shape.map(({ name }) => name),
});

/** `vae.ebm.json: low energy is limited by few dimensions (code), noise with a prior (kl)`. */
function limits({ file, checked: { mechanisms } }: { file: string; checked: CheckedGraph }): string[] {
  const named = mechanisms.map(({ kind, node }) => `${kind} (${node})`);
  return named.length ? [`${file}: low energy is limited by ${named.join(', ')}`] : [];
}

/** Numbers that training changes, multiply-adds a sample, bytes of a step: of all blocks; null while the graph has an error. */
function cost({ sound, nodes, training }: CheckedGraph): { readonly [name: string]: number | null } {
  if (!sound) return { parameters: null, multiplyAdds: null, stepBytes: null };
  return counted(totalCost(nodes), training.batch);
}

const counted = (cost: Cost, batch: number): { readonly [name: string]: number } => ({
  parameters: cost.parameters,
  multiplyAdds: cost.multiplyAdds,
  stepBytes: stepBytes(cost, batch),
});

/** The same of each block whose shapes are known, and what its layers give. */
function blocks({ nodes, training }: CheckedGraph): { readonly [id: string]: object } {
  const costs = costsIn(new EnergyGraph(nodes));
  return Object.fromEntries(
    [...costs].map(([{ id, layers }, cost]) => [
      id,
      {
        ...counted(cost, training.batch),
        ...(layers.length ? { layers: layers.map(({ shape, parameters }) => ({ ...sizes(shape), parameters })) } : {}),
      },
    ]),
  );
}
