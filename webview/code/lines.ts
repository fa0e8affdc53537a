import type { EmittedModule } from '../../core/program/manifest';

/** Which block wrote each line, `[line − 1]`; where ranges overlap, the one with the fewest lines wins. */
export function lineOwners({ lines }: Pick<EmittedModule, 'lines'>, count: number): (string | undefined)[] {
  const owners = new Array<string | undefined>(count).fill(undefined);
  const spans = new Array<number>(count).fill(Number.POSITIVE_INFINITY);
  for (const [node, ranges] of lines) {
    for (const { first, last } of ranges) {
      const span = last - first;
      for (let line = Math.max(first, 1); line <= Math.min(last, count); line++) {
        if (span >= (spans[line - 1] ?? 0)) continue;
        owners[line - 1] = node;
        spans[line - 1] = span;
      }
    }
  }
  return owners;
}

/** The lines that a block wrote, from 1. */
export function linesOf({ lines }: Pick<EmittedModule, 'lines'>, node: string | undefined): Set<number> {
  const written = new Set<number>();
  for (const { first, last } of (node !== undefined && lines.get(node)) || []) {
    for (let line = first; line <= last; line++) written.add(line);
  }
  return written;
}
