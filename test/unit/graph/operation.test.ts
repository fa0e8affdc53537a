import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyOperation, editFor, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { serialize } from '../../../core/graph/serialize';
import { template } from '../templates';

const vae = template('vae');

/** The lines that differ, from the first to the last of them. */
function changedLines(before: string, after: string): { removed: string[]; added: string[] } {
  const [a, b] = [before.split('\n'), after.split('\n')];
  while (a.length && b.length && a[0] === b[0]) {
    a.shift();
    b.shift();
  }
  while (a.length && b.length && a[a.length - 1] === b[b.length - 1]) {
    a.pop();
    b.pop();
  }
  return { removed: a, added: b };
}

describe('operations on a document', () => {
  test('moving a block changes its own line of the layout and nothing else', () => {
    const after = applyOperation(vae, { kind: 'move', positions: { noise: { x: 801.4, y: -20 } } });
    expect(changedLines(vae, after)).toEqual({
      removed: ['    "noise": { "x": 840, "y": 260 },'],
      added: ['    "noise": { "x": 801, "y": -20 },'],
    });
  });

  test('a parameter deep in a layer is replaced where it stands', () => {
    const operation: Operation = { kind: 'set-parameter', node: 'encoder', path: ['layers', 1, 'units'], value: 256 };
    expect(editFor(vae, operation)).toEqual({ offset: vae.indexOf('400'), length: 3, text: '256' });
  });

  test('a new block and its wire are whole lines, in the canonical form', () => {
    const after = applyOperation(vae, {
      kind: 'sequence',
      operations: [
        { kind: 'add-node', id: 'sparsity', block: 'l1', parameters: { weight: 0.1 }, position: { x: 5, y: 6 } },
        { kind: 'connect', from: { node: 'sparsity', port: 'energy' }, to: { node: 'energy', port: 'terms' } },
      ],
    });
    expect(after).toContain(
      '    "energy": { "block": "energy" },\n    "sparsity": { "block": "l1", "weight": 0.1 }\n  },',
    );
    expect(after).toContain('"to": "energy.terms" },\n    { "from": "sparsity.energy", "to": "energy.terms" }\n  ],');
    expect(after).toContain('    "sparsity": { "x": 5, "y": 6 }\n  }\n}\n');
    expect(serialize(parse(after).graph)).toBe(after);
  });

  test('a name with characters of two units is replaced by whole characters', () => {
    const laughing = applyOperation(vae, { kind: 'set-name', name: 'a 😀 b' });
    const edit = editFor(laughing, { kind: 'set-name', name: 'a 😁 b' });
    expect(edit).toMatchObject({ length: 2, text: '😁' });
    const longer = editFor(laughing, { kind: 'set-name', name: 'a 😀😀 b' });
    expect(longer && /^(😀)$/u.test(longer.text)).toBe(true);
  });

  test('removing a block takes its wires and its position along', () => {
    const after = applyOperation(vae, { kind: 'remove-nodes', ids: ['kl', 'x'] });
    const { graph, problems } = parse(after);
    expect(problems).toEqual([]);
    expect([...graph.nodes.keys()]).toEqual(['encoder', 'code', 'noise', 'decoder', 'reconstruction', 'energy']);
    expect(graph.edges).toHaveLength(5);
    expect(graph.layout.has('kl')).toBe(false);
    expect(serialize(graph)).toBe(after);
  });

  test('renaming a block renames it in its wires and its position', () => {
    const after = applyOperation(vae, { kind: 'rename-node', id: 'x', to: 'digits' });
    expect(after).not.toContain('"x.value"');
    expect(applyOperation(after, { kind: 'rename-node', id: 'digits', to: 'x' })).toBe(vae);
  });

  test('the first wire of an empty graph makes its list', () => {
    const empty = '{\n  "format": 2,\n  "nodes": {},\n  "edges": []\n}\n';
    const after = applyOperation(empty, {
      kind: 'connect',
      from: { node: 'a', port: 'b' },
      to: { node: 'c', port: 'd' },
    });
    expect(after).toContain('"edges": [\n    { "from": "a.b", "to": "c.d" }\n  ]');
  });

  test('unknown keys, odd numbers, Windows line ends and a hand-made form keep their bytes', () => {
    const odd =
      '{\r\n  "format": 2,\r\n  "mine": [1.50, 1e2 ,{"a":  true}],\r\n  "nodes": {\r\n    "x": {"block": "observation",   "later": 1.0},\r\n    "w": { "block": "wormhole", "radius": 2e0 }\r\n  },\r\n  "edges": []\r\n}';
    const after = applyOperation(odd, {
      kind: 'add-node',
      id: 'y',
      block: 'observation',
      parameters: {},
      position: { x: 0, y: 0 },
    });
    expect(after.startsWith(odd.slice(0, odd.indexOf('2e0 }') + 5))).toBe(true);
    expect(after).toContain(',\r\n    "y": { "block": "observation" }\r\n  }');
    expect(applyOperation(after, { kind: 'remove-nodes', ids: ['y'] })).toContain(
      '"w": { "block": "wormhole", "radius": 2e0 }\r\n  }',
    );
  });

  test('applying any edit and then its inverse restores the bytes', () => {
    const id = fc.constantFrom('x', 'encoder', 'kl', 'fresh', 'energy');
    const operation: fc.Arbitrary<Operation> = fc.oneof(
      fc.record({ kind: fc.constant('remove-nodes' as const), ids: fc.array(id, { maxLength: 3 }) }),
      fc.record({
        kind: fc.constant('set-parameter' as const),
        node: id,
        path: fc.constantFrom(['weight'], ['layers', 1, 'units'], ['kind']),
        value: fc.oneof(fc.integer(), fc.string()),
      }),
      fc.record({
        kind: fc.constant('move' as const),
        positions: fc.dictionary(id, fc.record({ x: fc.integer(), y: fc.integer() })),
      }),
      fc.record({
        kind: fc.constant('connect' as const),
        from: fc.record({ node: id, port: fc.constant('output') }),
        to: fc.record({ node: id, port: fc.constant('input') }),
      }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 6 }), (operations) => {
        const edits: { offset: number; text: string; removed: string }[] = [];
        let text = vae;
        for (const each of operations) {
          const edit = editFor(text, each);
          if (!edit) continue;
          edits.push({ ...edit, removed: text.slice(edit.offset, edit.offset + edit.length) });
          text = text.slice(0, edit.offset) + edit.text + text.slice(edit.offset + edit.length);
          expect(parse(text).problems.filter(({ code }) => code === 'EBM1001')).toEqual([]);
        }
        for (const { offset, text: added, removed } of edits.reverse()) {
          text = text.slice(0, offset) + removed + text.slice(offset + added.length);
        }
        expect(text).toBe(vae);
      }),
      { numRuns: 100 },
    );
  });
});
