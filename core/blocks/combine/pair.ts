import { type Port, type ShapeResult, signal } from '../block';
import { formatShape, type Signal, sameSizes } from '../signal';

const roles: Port['roles'] = ['observation', 'feature', 'code', 'reconstruction', 'mask'];

/** What blocks that combine two signals of one shape, number by number, share. */
export const pair = {
  category: 'combine' as const,
  parameters: {},
  inputs: [
    { name: 'a', kind: 'signal' as const, roles, about: 'The first.' },
    { name: 'b', kind: 'signal' as const, roles, about: 'The second.' },
  ],
  outputs: [{ name: 'output', kind: 'signal' as const, roles, about: 'Both in one.' }],
  shape({
    node,
    inputs,
  }: {
    readonly node: string;
    readonly inputs: { readonly [port: string]: Signal };
  }): ShapeResult {
    const [a, b] = [signal(inputs, 'a'), signal(inputs, 'b')];
    if (!sameSizes(a.shape, b.shape)) {
      const message = `“${node}” combines signals of one shape: ${formatShape(a.shape)} and ${formatShape(b.shape)} arrived.`;
      return { problem: { code: 'EBM2008', message, port: 'b' } };
    }
    return { outputs: { output: { ...a, range: null } } };
  },
};
