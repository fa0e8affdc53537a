import './code.css';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { EmittedModule } from '../../core/program/manifest';
import { lineOwners, linesOf } from './lines';
import { type Token, tokenLines } from './tokenize';

export interface CodeViewProps {
  readonly module: EmittedModule | undefined;
  /** The block whose lines are lit. */
  readonly selected: string | undefined;
  readonly onSelect: (node: string) => void;
}

/** The generated module, line by line: a block lights its lines, a line selects its block. */
export function CodeView({ module, selected, onSelect }: CodeViewProps) {
  if (!module) return <p className="code-empty">No code yet: it is written once the graph has no error.</p>;
  return <Module module={module} selected={selected} onSelect={onSelect} />;
}

function Module({ module, selected, onSelect }: CodeViewProps & { readonly module: EmittedModule }) {
  const lines = useMemo(() => numberedLines(module.source), [module.source]);
  const owners = useMemo(() => lineOwners(module, lines.length), [module, lines.length]);
  const lit = useMemo(() => linesOf(module, selected), [module, selected]);
  const [cursor, setCursor] = useState(1);
  const [focused, setFocused] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const first = lit.size ? Math.min(...lit) : undefined;

  useEffect(() => {
    if (first === undefined) return;
    setCursor((line) => (lit.has(line) ? line : first));
    if (!isVisible(list.current, first)) list.current?.children[first - 1]?.scrollIntoView({ block: 'center' });
  }, [first, lit]);

  const choose = (line: number): void => {
    setCursor(line);
    const owner = owners[line - 1];
    if (owner !== undefined) onSelect(owner);
  };
  const onClick = (event: MouseEvent): void => {
    const line = Number((event.target as HTMLElement).closest<HTMLElement>('[data-line]')?.dataset.line);
    if (line && getSelection()?.isCollapsed !== false) choose(line);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = keyTarget(event.key, cursor, lines.length);
    if (target !== undefined) {
      setCursor(target);
      list.current?.children[target - 1]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' || event.key === ' ') choose(cursor);
    else return;
    event.preventDefault();
  };

  return (
    <section className="code-view" aria-label="Generated code">
      <header className="code-header">
        <span>{`TensorFlow.js · ${lines.length} lines`}</span>
        <CopyButton text={module.source} />
      </header>
      <div
        ref={list}
        className="code-lines nowheel nokey"
        role="listbox"
        tabIndex={0}
        aria-label="Lines of the code; Enter selects the block that wrote the line"
        aria-activedescendant={`${id}${cursor}`}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {lines.map(({ line, tokens }) => (
          <Line
            key={line}
            id={`${id}${line}`}
            line={line}
            tokens={tokens}
            owner={owners[line - 1]}
            lit={lit.has(line)}
            current={focused && line === cursor}
          />
        ))}
      </div>
    </section>
  );
}

interface LineProps {
  readonly id: string;
  readonly line: number;
  readonly tokens: readonly Token[];
  readonly owner: string | undefined;
  readonly lit: boolean;
  readonly current: boolean;
}

const Line = memo(function Line({ id, line, tokens, owner, lit, current }: LineProps) {
  let offset = 0;
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={lit}
      data-line={line}
      data-owned={owner !== undefined || undefined}
      data-current={current || undefined}
      className="code-line"
      title={owner === undefined ? undefined : `written by “${owner}”`}
    >
      <span className="code-number" aria-hidden="true">
        {line}
      </span>
      <code>
        {tokens.map(({ kind, text }) => {
          const key = offset;
          offset += text.length;
          return kind === 'space' || kind === 'punctuation' || kind === 'name' ? (
            text
          ) : (
            <span key={key} className={`code-${kind === 'number' ? 'literal' : kind}`}>
              {text}
            </span>
          );
        })}
      </code>
    </div>
  );
});

function CopyButton({ text }: { readonly text: string }) {
  const [answer, setAnswer] = useState<string>();
  useEffect(() => {
    if (!answer) return;
    const timer = setTimeout(() => setAnswer(undefined), 1500);
    return () => clearTimeout(timer);
  }, [answer]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setAnswer('Copied'),
      () => setAnswer('Not allowed here'),
    );
  };
  return (
    <button type="button" className="code-copy" onClick={copy} aria-live="polite">
      {answer ?? 'Copy'}
    </button>
  );
}

const numberedLines = (source: string): { line: number; tokens: Token[] }[] =>
  tokenLines(source.replace(/\n$/, '')).map((tokens, index) => ({ line: index + 1, tokens }));

const page = 20;

/** The line that a key moves to, or undefined for a key that does not move. */
function keyTarget(key: string, line: number, count: number): number | undefined {
  const targets: { readonly [key: string]: number } = {
    ArrowDown: line + 1,
    ArrowUp: line - 1,
    PageDown: line + page,
    PageUp: line - page,
    Home: 1,
    End: count,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.max(1, Math.min(count, target));
}

function isVisible(list: HTMLElement | null, line: number): boolean {
  const row = list?.children[line - 1];
  if (!list || !row) return false;
  const [outer, inner] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
  return inner.top >= outer.top && inner.bottom <= outer.bottom;
}
