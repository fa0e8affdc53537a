import { spelledOut } from '../../analysis/meaning';
import { diff, formatChange } from '../../graph/diff';
import { parse } from '../../graph/parse';
import type { Command } from '../command';
import { Fault, printable } from '../fault';
import { readGraph } from '../graph-file';

export const diffCommand: Command = {
  name: 'diff',
  about: 'Says what changed in meaning from one graph to another: blocks, parameters, wires, training.',
  operands: 'BEFORE AFTER',
  options: [{ name: 'json', about: 'One JSON object: the changes, and apart from them the blocks that only moved.' }],
  example: 'ebm diff old.ebm.json new.ebm.json',
  async run(given) {
    const [before, after, extra] = given.operands;
    if (before === undefined || after === undefined || extra !== undefined) {
      throw new Fault('Two files are compared: ebm diff BEFORE AFTER.');
    }
    const [was, is] = await Promise.all([readGraph(before), readGraph(after)]);
    const found = diff(spelledOut(parse(was.text).graph), spelledOut(parse(is.text).graph));
    if (given.flag('json')) process.stdout.write(`${JSON.stringify(found)}\n`);
    else process.stdout.write(printable(found.changes.map((change) => `${formatChange(change)}\n`).join('')));
    return found.changes.length ? 1 : 0;
  },
};
