import { useDocument } from '../state/document';
import { reveal } from '../state/host';
import { selectNodes, useView } from '../state/view';
import { edgeId } from '../state/wiring';
import { spoken, wireSentence, wiresInto } from './flow';

/** The canvas as a list, for a screen reader: every block and the wires that end at it. */
export function Outline() {
  const checked = useDocument((state) => state.checked);
  const { nodes } = checked.document.graph;
  return (
    <nav className="visually-hidden" aria-label="Outline of the graph">
      <ul>
        {[...nodes.values()].map((node) => (
          <li key={node.id}>
            <button type="button" onClick={() => reveal(node.id)}>
              {spoken(checked, node)}
            </button>
            <ul>
              {wiresInto(checked, node.id).map((wire) => (
                <li key={wire.index}>
                  <button
                    type="button"
                    onClick={() => {
                      selectNodes([]);
                      useView.setState({ edges: new Set([edgeId(wire)]) });
                    }}
                  >
                    Wire {wireSentence(wire)}
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
}
