import { type Port, type ShapeResult, signal } from '../block';
import { coversSites, formatShape, type Signal, sameSizes, volume } from '../signal';

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
    const fits = (small: Signal, large: Signal): boolean =>
      small.role === 'mask' ? coversSites(small.shape, large.shape) : sameSizes(small.shape, large.shape);
    if (!fits(a, b) && !fits(b, a)) {
      const message = `“${node}” combines signals of one shape: ${formatShape(a.shape)} and ${formatShape(b.shape)} arrived.`;
      const wants = [
        { port: 'b', shape: a.shape },
        { port: 'a', shape: b.shape },
      ];
      return { problem: { code: 'EBM2008', message, port: 'b', wants } };
    }
    const masked = a.role === 'mask' && volume(a.shape) <= volume(b.shape) ? b : a;
    return { outputs: { output: { ...masked, range: null } } };
  },
};
