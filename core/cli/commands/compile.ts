import type { Command } from '../command';
import { Fault } from '../fault';
import { writeAtomically } from '../files';
import { compileGraph } from '../graph-file';

export const compileCommand: Command = {
  name: 'compile',
  about: 'Turns a graph into the code of its model, which needs TensorFlow.js and nothing else.',
  operands: 'FILE',
  options: [
    { name: 'target', value: 'tfjs', about: 'What the code is for; tfjs is the only one.' },
    { name: 'language', value: 'js|ts', about: 'JavaScript (the default) or TypeScript.' },
    { name: 'out', value: 'PATH', about: 'Where to write it; standard output without it.' },
  ],
  example: 'ebm compile templates/vae.ebm.json --language ts --out vae.ts',
  async run(given) {
    const target = given.text('target') ?? 'tfjs';
    if (target !== 'tfjs') throw new Fault(`There is no target “${target}”; code is emitted for tfjs.`);
    const { module } = await compileGraph(given.file(), given.choice('language', ['js', 'ts'], 'js'));
    const out = given.text('out');
    if (out === undefined) process.stdout.write(module.source);
    else await writeAtomically(out, module.source);
    return 0;
  },
};
