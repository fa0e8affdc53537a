import { useDocument } from '../state/document';
import { selectNodes } from '../state/view';

/** What keeps the energy high off the data, in words; the faults that stand against it are among the problems. */
export function Mechanisms() {
  const checked = useDocument((state) => state.checked);
  if (!checked.mechanisms.length) return null;
  return (
    <section aria-labelledby="mechanisms">
      <h3 id="mechanisms">What keeps the energy high elsewhere</h3>
      <ul className="mechanisms">
        {checked.mechanisms.map(({ kind, node, words }) => (
          <li key={`${kind} ${node}`}>
            <button type="button" className="mechanism" title={`Select ${node}`} onClick={() => selectNodes([node])}>
              {words}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
