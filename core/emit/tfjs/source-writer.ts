import type { LineRange } from '../../program/manifest';

/** Collects lines, indented, and remembers which block wrote which. */
export class SourceWriter {
  private readonly lines: { readonly text: string; readonly node: string | undefined }[] = [];
  private depth: number;
  private node: string | undefined;

  constructor(column = 0) {
    this.depth = column / 2;
  }

  /** Where the next line begins. */
  get column(): number {
    return this.depth * 2;
  }

  /** A text's first line gets the indentation; further lines, laid out from the same column, already have it. */
  line(text = ''): void {
    for (const [index, each] of text.split('\n').entries()) {
      this.lines.push({ text: index || !each ? each : ' '.repeat(this.column) + each, node: this.node });
    }
  }

  indent(write: () => void): void {
    this.depth++;
    write();
    this.depth--;
  }

  /** What is written inside belongs to a block. */
  within(node: string | undefined, write: () => void): void {
    const outer = this.node;
    this.node = node ?? outer;
    write();
    this.node = outer;
  }

  append(other: SourceWriter): void {
    this.lines.push(...other.lines);
  }

  text(): string {
    return `${this.lines.map(({ text }) => text).join('\n')}\n`;
  }

  /** Runs of consecutive lines of each block, counted from 1. */
  ranges(): Map<string, LineRange[]> {
    const ranges = new Map<string, LineRange[]>();
    for (const [index, { node }] of this.lines.entries()) {
      if (node === undefined) continue;
      const list = ranges.get(node) ?? [];
      ranges.set(node, list);
      const last = list[list.length - 1];
      if (last && last.last === index) list[list.length - 1] = { first: last.first, last: index + 1 };
      else list.push({ first: index + 1, last: index + 1 });
    }
    return ranges;
  }
}
