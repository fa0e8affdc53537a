import type { Diagnostic } from '../../core/analysis/diagnostic';
import { useDocument } from '../state/document';
import { post, reveal } from '../state/host';
import { useView } from '../state/view';
import { edgeId } from '../state/wiring';
import { DiagnosticList } from './diagnostic-list';

/** Brings what a fault is about into view: its wire, its block, or its place in the text. */
function goTo({ node, edge, range }: Diagnostic): void {
  const { graph } = useDocument.getState().checked.document;
  const wire = edge === undefined ? undefined : graph.edges.find(({ index }) => index === edge);
  const at = node ?? wire?.to.node;
  if (at !== undefined && graph.nodes.has(at)) reveal(at);
  else post({ type: 'openSource', offset: range.offset });
  if (wire) useView.setState({ edges: new Set([edgeId(wire)]) });
}

/** Every fault of the document. */
export function Problems() {
  const diagnostics = useDocument((state) => state.checked.diagnostics);
  if (!diagnostics.length)
    return <p className="empty">No problems: every shape is known, and the energy is complete.</p>;
  return <DiagnosticList diagnostics={diagnostics} onGo={goTo} />;
}

let last = -1;

/** Goes to the next or the previous fault, round and round. */
export function stepProblem(by: 1 | -1): void {
  const { diagnostics } = useDocument.getState().checked;
  if (!diagnostics.length) return;
  last = (last + by + diagnostics.length) % diagnostics.length;
  const diagnostic = diagnostics[last];
  useView.setState({ tab: 'problems' });
  if (diagnostic) goTo(diagnostic);
}
