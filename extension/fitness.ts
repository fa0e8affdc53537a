import type { ParsedDocument } from '../core/graph/document';
import type { Operation } from '../core/graph/operation';

/**
 * Why an operation cannot be carried out on a text, in one sentence; undefined where it can. `stale` says that the person
 * saw an earlier text: then places in a list may have moved, and only what is called by its name is still meant.
 */
export function obstacle(operation: Operation, document: ParsedDocument, stale: boolean): string | undefined {
  if (document.readOnly) {
    return `This document has format ${document.graph.format}, newer than this version writes: update EBM Studio to edit it.`;
  }
  const broken = document.problems.find(({ code }) => code === 'EBM1001');
  if (broken && document.text.trim() && operation.kind !== 'splice') {
    const line = document.text.slice(0, broken.range.offset).split('\n').length;
    return `The file is not valid JSON in line ${line}: mend it in the text first.`;
  }
  return misfit(operation, new Set([...document.graph.nodes.keys(), ...document.unread]), stale);
}

/** Walks a gesture in its order; `nodes` follows the blocks that it adds, removes and renames. */
function misfit(operation: Operation, nodes: Set<string>, stale: boolean): string | undefined {
  const missing = (...ids: readonly string[]): string | undefined => {
    const gone = ids.find((id) => !nodes.has(id));
    return gone === undefined ? undefined : `The text has changed meanwhile: there is no block “${gone}” any more.`;
  };
  const taken = (id: string): string | undefined =>
    nodes.has(id) ? `There is a block “${id}” already: choose another name.` : undefined;
  const moved = (path: readonly (string | number)[]): string | undefined =>
    stale && path.some((step) => typeof step === 'number')
      ? 'The text has changed meanwhile, and the layers may stand elsewhere: try again.'
      : undefined;

  switch (operation.kind) {
    case 'add-node': {
      const sentence = taken(operation.id);
      nodes.add(operation.id);
      return sentence;
    }
    case 'remove-nodes': {
      const sentence = missing(...operation.ids);
      for (const id of operation.ids) nodes.delete(id);
      return sentence;
    }
    case 'rename-node': {
      const sentence = missing(operation.id) ?? (operation.id === operation.to ? undefined : taken(operation.to));
      nodes.delete(operation.id);
      nodes.add(operation.to);
      return sentence;
    }
    case 'set-parameter':
    case 'remove-parameter':
      return missing(operation.node) ?? moved(operation.path);
    case 'insert-element':
      return missing(operation.node) ?? moved([...operation.path, operation.index]);
    case 'connect':
      return missing(operation.from.node, operation.to.node);
    case 'move':
      return missing(...Object.keys(operation.positions));
    case 'splice':
      return stale ? 'The text has changed meanwhile: try again.' : undefined;
    // A wire may hang on a block that is not there: taking it away mends the text.
    case 'disconnect':
    case 'set-training':
    case 'set-name':
    case 'migrate':
      return undefined;
    case 'sequence':
      for (const each of operation.operations) {
        const sentence = misfit(each, nodes, stale);
        if (sentence) return sentence;
      }
      return undefined;
  }
}
