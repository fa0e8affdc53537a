import { currentFormat, type GraphEdge, type GraphNode, type Json, parseEndpoint } from '../../core/graph/document';
import { serialize } from '../../core/graph/serialize';

/** How many encoders stand on each other before the next one starts from the observation again. */
const depth = 8;

/**
 * A graph of exactly so many blocks: variational autoencoders over the features of one another's encoders, each with its
 * own code, decoder, distance and prior; what is left over corrupts inputs.
 */
export function hierarchy(blocks: number): string {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  const add = (id: string, block: string, parameters: { readonly [name: string]: Json } = {}): void => {
    nodes.set(id, { id, block, parameters });
  };
  const wire = (start: string, end: string): void => {
    const [from, to] = [parseEndpoint(start), parseEndpoint(end)];
    if (from && to) edges.push({ from, to, index: edges.length });
  };
  add('x', 'observation', { data: 'digits' });
  add('energy', 'energy');
  const chains = Math.floor((blocks - 2) / 6);
  for (let chain = 0; chain < chains; chain++) {
    const above = chain % depth === 0;
    const dense = { layer: 'dense', units: 64, activation: 'relu' };
    add(`encoder${chain}`, 'encoder', { layers: above ? [{ layer: 'flatten' }, dense] : [dense] });
    add(`code${chain}`, 'code', { kind: 'gaussian', dimensions: 4 });
    add(`noise${chain}`, 'reparameterized-noise');
    add(`decoder${chain}`, 'decoder', {
      layers: [dense, { layer: 'dense', units: 64, activation: 'linear' }, { layer: 'reshape', shape: [8, 8, 1] }],
    });
    add(`reconstruction${chain}`, 'bernoulli', { weight: 1 });
    add(`kl${chain}`, 'kl', { weight: 1 });
    const spare = chain < blocks - 2 - 6 * chains;
    if (spare) {
      add(`corruption${chain}`, 'masking-noise');
      wire(above ? 'x.value' : `encoder${chain - 1}.output`, `corruption${chain}.input`);
      wire(`corruption${chain}.output`, `encoder${chain}.input`);
    } else wire(above ? 'x.value' : `encoder${chain - 1}.output`, `encoder${chain}.input`);
    wire(`encoder${chain}.output`, `code${chain}.input`);
    wire(`code${chain}.code`, `noise${chain}.input`);
    wire(`noise${chain}.output`, `decoder${chain}.code`);
    wire(`decoder${chain}.output`, `reconstruction${chain}.prediction`);
    wire('x.value', `reconstruction${chain}.target`);
    wire(`code${chain}.code`, `kl${chain}.input`);
    wire(`reconstruction${chain}.energy`, 'energy.terms');
    wire(`kl${chain}.energy`, 'energy.terms');
  }
  const layout = new Map(
    [...nodes.keys()].map((id, index) => [id, { x: 280 * (index % 20), y: 340 * Math.floor(index / 20) }]),
  );
  return serialize({ format: currentFormat, name: 'hierarchy', about: '', nodes, edges, training: {}, layout });
}
