import type { KeyboardEvent, PointerEvent } from 'react';
import { useView } from '../state/view';

/** What can be made wider or higher, with its limits in pixels. */
const extents = {
  sidebar: { minimum: 240, maximum: 800, label: 'Width of the inspector' },
  panelHeight: { minimum: 120, maximum: 600, label: 'Height of the training panel' },
} as const;

/** An edge to pull: by a pointer, or by the arrow keys. Both columns grow against the reading direction. */
export function Splitter({ of, size }: { of: keyof typeof extents; size: number }) {
  const { minimum, maximum, label } = extents[of];
  const vertical = of === 'sidebar';
  const resize = (to: number): void => useView.setState({ [of]: Math.round(Math.min(maximum, Math.max(minimum, to))) });
  const onPointerDown = (down: PointerEvent<HTMLElement>): void => {
    const target = down.currentTarget;
    const start = vertical ? down.clientX : down.clientY;
    const onMove = (move: globalThis.PointerEvent): void =>
      resize(size + start - (vertical ? move.clientX : move.clientY));
    target.setPointerCapture(down.pointerId);
    target.addEventListener('pointermove', onMove);
    target.addEventListener('lostpointercapture', () => target.removeEventListener('pointermove', onMove), {
      once: true,
    });
    down.preventDefault();
  };
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key === (vertical ? 'ArrowLeft' : 'ArrowUp')) resize(size + 20);
    if (key === (vertical ? 'ArrowRight' : 'ArrowDown')) resize(size - 20);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule of <hr> cannot be moved
    <div
      role="separator"
      tabIndex={0}
      className={vertical ? 'splitter vertical' : 'splitter'}
      aria-label={label}
      aria-orientation={vertical ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={minimum}
      aria-valuemax={maximum}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
