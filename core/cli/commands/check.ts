import { type CheckedGraph, check } from '../../analysis/check';
import type { Signal } from '../../blocks/signal';
import { formatSizes, sizesOf } from '../../blocks/signal';
import { elementCount } from '../../data/array';
import { parse } from '../../graph/parse';
import { lower } from '../../lowering/lower';
import type { Command } from '../command';
import { countWords, describe, locate } from '../diagnostics';
import { Fault, printable } from '../fault';
import { readGraph } from '../graph-file';

export const checkCommand: Command = {
  name: 'check',
  about: 'Checks graphs: form, wiring and shapes.',
  operands: 'FILE…',
  options: [
    { name: 'json', about: 'One JSON object a file, a line each: diagnostics, the shape at each port, parameters.' },
  ],
  example: 'ebm check templates/vae.ebm.json --json',
  async run(given) {
    if (!given.operands.length) throw new Fault('No file was named; give the path of a graph, NAME.ebm.json.');
    const graphs = await Promise.all(given.operands.map(readGraph));
    const reports = graphs.map(({ path, text }) => {
      const checked = check(parse(text));
      return { file: path, checked, diagnostics: locate(path, checked) };
    });
    const diagnostics = reports.flatMap((report) => report.diagnostics);
    if (given.flag('json')) {
      for (const { file, checked, ...report } of reports) {
        const object = { file, ...report, shapes: shapes(checked), parameters: parameterCount(checked) };
        process.stdout.write(`${JSON.stringify(object)}\n`);
      }
    } else {
      const lines = [...diagnostics.map(describe), countWords(diagnostics)];
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

const words = ({ role, shape }: Signal): PortShape => ({
  shape: formatSizes(shape),
  sizes: sizesOf(shape),
  axes: shape.map(({ name }) => name),
  role,
});

/** Numbers that training changes; null while the graph has an error. */
function parameterCount(checked: CheckedGraph): number | null {
  if (!checked.sound) return null;
  return lower(checked).parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
