import { type KeyboardEvent, useEffect, useState } from 'react';

/**
 * A text field that commits on Enter or when it is left, and goes back on Escape. `commit` gives a sentence where it
 * refuses the text; the field then keeps the text and shows why.
 */
export function TextField(props: {
  id: string;
  label: string;
  text: string;
  /** A sentence about what the document now says here. */
  fault?: string | undefined;
  describedBy?: string | undefined;
  numeric?: boolean;
  readOnly?: boolean;
  commit: (text: string) => string | undefined;
}) {
  const { id, label, text, fault, describedBy, numeric, readOnly, commit } = props;
  const [draft, setDraft] = useState(text);
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    setDraft(text);
    setRefusal(undefined);
  }, [text]);
  const settle = (): void => {
    if (draft === text) setRefusal(undefined);
    else setRefusal(commit(draft));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') settle();
    if (event.key !== 'Escape') return;
    setDraft(text);
    setRefusal(undefined);
  };
  const sentence = refusal ?? fault;
  return (
    <div className="field-control">
      <input
        id={id}
        type="text"
        aria-label={label}
        aria-invalid={sentence !== undefined}
        aria-describedby={[describedBy, sentence && `${id}-refusal`].filter(Boolean).join(' ') || undefined}
        className={numeric ? 'nokey nodrag figure' : 'nokey nodrag'}
        inputMode={numeric ? 'decimal' : undefined}
        spellCheck={false}
        readOnly={readOnly}
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={settle}
        onKeyDown={onKeyDown}
      />
      {sentence && (
        <span id={`${id}-refusal`} className="refusal" role="alert">
          {sentence}
        </span>
      )}
    </div>
  );
}
