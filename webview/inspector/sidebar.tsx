import { lazy, Suspense } from 'react';
import { CodeView } from '../code/code-view';
import { countWords } from '../diagnostics/diagnostic-list';
import { Problems } from '../diagnostics/problems';
import { useDocument } from '../state/document';
import { reveal } from '../state/host';
import { soleSelection, type Tab, useView } from '../state/view';
import { BlockForm } from './block-form';
import { DocumentForm } from './document-form';
import { Splitter } from './splitter';

const RunsView = lazy(() => import('../runs/runs-view'));

/** The right column: the inspector, the generated code, the problems, the runs. */
export function Sidebar() {
  const tab = useView((state) => state.tab);
  const diagnostics = useDocument((state) => state.checked.diagnostics);
  const worst = countWords(diagnostics)?.severity;
  const titles: Record<Tab, string> = { inspector: 'Inspector', code: 'Code', problems: 'Problems', runs: 'Runs' };
  const tabs = Object.keys(titles) as Tab[];
  return (
    <aside className="sidebar" aria-label="Inspector, code, problems and runs">
      <Splitter of="sidebar" size={useView((state) => state.sidebar)} />
      <div
        className="tabs"
        role="tablist"
        aria-label="What the column shows"
        onKeyDown={({ key }) => {
          const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
          const next = by && tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
          if (!next) return;
          useView.setState({ tab: next });
          document.getElementById(`tab-${next}`)?.focus();
        }}
      >
        {tabs.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            aria-controls="sidebar-panel"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => useView.setState({ tab: each })}
          >
            {titles[each]}
            {each === 'problems' && diagnostics.length > 0 && (
              <span className={`count figure severity-${worst}`}>{diagnostics.length}</span>
            )}
          </button>
        ))}
      </div>
      <div className="sidebar-panel" id="sidebar-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'inspector' && <Inspector />}
        {tab === 'code' && <Code />}
        {tab === 'problems' && <Problems />}
        {tab === 'runs' && (
          <Suspense fallback={null}>
            <RunsView />
          </Suspense>
        )}
      </div>
    </aside>
  );
}

function Inspector() {
  const selected = useView((state) => state.nodes);
  const { nodes } = useDocument((state) => state.checked.document.graph);
  const [sole, ...others] = [...selected].filter((id) => nodes.has(id));
  if (sole === undefined) return <DocumentForm />;
  if (!others.length) return <BlockForm key={sole} id={sole} />;
  return (
    <p className="empty">{others.length + 1} blocks are selected: drag or arrow keys move them, Delete removes them.</p>
  );
}

function Code() {
  const module = useDocument((state) => state.module);
  const selected = useView(soleSelection);
  return <CodeView module={module} selected={selected} onSelect={reveal} />;
}
