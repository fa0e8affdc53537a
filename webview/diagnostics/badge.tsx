import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Diagnostic } from '../../core/analysis/diagnostic';
import { countWords, DiagnosticList, severityIcon } from './diagnostic-list';

/** How many faults a block has; opens their sentences with the ways to mend them. */
export function Badge({ diagnostics, of }: { diagnostics: readonly Diagnostic[]; of: string }) {
  const [place, setPlace] = useState<{ left: number; top: number }>();
  const button = useRef<HTMLButtonElement>(null);
  const count = countWords(diagnostics);
  if (!count) return null;
  const open = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box)
      setPlace({
        left: Math.min(box.left, window.innerWidth - 336),
        top: Math.min(box.bottom + 6, window.innerHeight - 160),
      });
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`badge severity-${count.severity} nodrag nopan nokey`}
        aria-expanded={place !== undefined}
        aria-label={`${count.words} of ${of}`}
        onClick={(event) => {
          event.stopPropagation();
          if (place) setPlace(undefined);
          else open();
        }}
      >
        <i className={`codicon codicon-${severityIcon(count.severity)}`} aria-hidden="true" />
        {count.words}
      </button>
      {place &&
        createPortal(
          <Popover place={place} close={() => setPlace(undefined)} opener={button.current}>
            <DiagnosticList diagnostics={diagnostics} />
          </Popover>,
          document.body,
        )}
    </>
  );
}

function Popover(props: {
  place: { left: number; top: number };
  close: () => void;
  opener: HTMLElement | null;
  children: React.ReactNode;
}) {
  const { place, close, opener, children } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('button')?.focus();
    const onPointer = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node) || box.current?.contains(target) || opener?.contains(target)) return;
      close();
    };
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key !== 'Escape') return;
      close();
      opener?.focus();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, [close, opener]);
  return (
    <div ref={box} className="popover" role="dialog" aria-label="What is wrong here" style={place}>
      {children}
    </div>
  );
}
