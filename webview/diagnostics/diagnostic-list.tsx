import type { Diagnostic, Severity } from '../../core/analysis/diagnostic';
import { edit, post } from '../state/host';

const icons: Record<Severity, string> = { error: 'error', warning: 'warning', information: 'info' };

/** One fault: its sentence, a button for each way to mend it, and a link to the page about it. */
function DiagnosticItem({ diagnostic, onGo }: { diagnostic: Diagnostic; onGo?: () => void }) {
  const { severity, message, code, fixes } = diagnostic;
  const words = (
    <>
      <i className={`codicon codicon-${icons[severity]} severity-${severity}`} role="img" aria-label={severity} />
      <span className="diagnostic-message">{message}</span>
      <span className="diagnostic-code">{code}</span>
    </>
  );
  return (
    <li className="diagnostic">
      {onGo ? (
        <button type="button" className="diagnostic-words" onClick={onGo}>
          {words}
        </button>
      ) : (
        <div className="diagnostic-words">{words}</div>
      )}
      <div className="diagnostic-actions">
        {fixes.map(({ title, operation }) => (
          <button key={title} type="button" className="quiet" onClick={() => void edit(operation)}>
            <i className="codicon codicon-lightbulb-autofix" aria-hidden="true" />
            {title}
          </button>
        ))}
        <button
          type="button"
          className="diagnostic-link"
          aria-label={`Explain ${code}`}
          onClick={() => post({ type: 'explain', code })}
        >
          Explain
        </button>
      </div>
    </li>
  );
}

const keyOf = ({ code, range, message }: Diagnostic): string => `${code} ${range.offset} ${message}`;

export function DiagnosticList({
  diagnostics,
  onGo,
}: {
  diagnostics: readonly Diagnostic[];
  onGo?: (diagnostic: Diagnostic) => void;
}) {
  return (
    <ul className="diagnostics">
      {diagnostics.map((diagnostic) => (
        <DiagnosticItem
          key={keyOf(diagnostic)}
          diagnostic={diagnostic}
          {...(onGo ? { onGo: () => onGo(diagnostic) } : {})}
        />
      ))}
    </ul>
  );
}

/** `2 errors`, `1 warning`: the worst first, or undefined where there is nothing to say. */
export function countWords(diagnostics: readonly Diagnostic[]): { severity: Severity; words: string } | undefined {
  for (const severity of ['error', 'warning', 'information'] as const) {
    const count = diagnostics.filter((each) => each.severity === severity).length;
    const noun = severity === 'information' ? 'remark' : severity;
    if (count) return { severity, words: `${count} ${noun}${count === 1 ? '' : 's'}` };
  }
  return undefined;
}

export const severityIcon = (severity: Severity): string => icons[severity];
