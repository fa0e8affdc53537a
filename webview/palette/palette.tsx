import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Block } from '../../core/blocks/block';
import { formatEndpoint } from '../../core/graph/document';
import { categoryClass, categoryNames, icons } from '../blocks/face';
import { useDocument } from '../state/document';
import { addBlock } from '../state/gestures';
import { type Search, useView } from '../state/view';
import { blockMime } from './drag';
import { findBlocks } from './find-blocks';

/** The search for a block, where a person asked for it. */
export function Palette() {
  const search = useView((state) => state.search);
  return search ? <OpenPalette key={`${search.screen.x} ${search.screen.y}`} search={search} /> : null;
}

const close = (): void => useView.setState({ search: undefined });

function OpenPalette({ search }: { search: Search }) {
  const checked = useDocument((state) => state.checked);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const list = useId();
  const found = useMemo(() => findBlocks(checked, query, search.wire), [checked, query, search.wire]);
  const returnTo = useRef(document.activeElement);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(search.screen.x, window.innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(search.screen.y, window.innerHeight - height - 8))}px`;
  }, [search.screen]);

  useEffect(() => {
    const onPointer = ({ target }: PointerEvent): void => {
      if (target instanceof Node && !box.current?.contains(target)) close();
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, []);

  useEffect(() => {
    document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, list]);

  const choose = (block: Block | undefined): void => {
    if (!block) return;
    close();
    void addBlock(block, search.position, search.wire);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      close();
      if (returnTo.current instanceof HTMLElement) returnTo.current.focus();
    } else if (event.key === 'Enter') choose(found[active]);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setActive((index) => (index + by + found.length) % Math.max(1, found.length));
    } else return;
    event.preventDefault();
  };
  const grouped = query === '';
  return (
    <div ref={box} className="palette" role="dialog" aria-label="Add a block">
      <div className="palette-search">
        <i className="codicon codicon-search" aria-hidden="true" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the search was opened to be typed into
          autoFocus
          type="text"
          role="combobox"
          aria-label="Search for a block by name or purpose"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found.length ? `${list}-${active}` : undefined}
          placeholder={
            search.wire ? `What takes ${formatEndpoint(search.wire.end)}` : 'spring, prior, sparsity, noise …'
          }
          value={query}
          onChange={({ target }) => {
            setQuery(target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="palette-list" role="listbox" id={list} aria-label="Blocks">
        {found.map((block, index) => (
          <PaletteItem
            key={block.type}
            id={`${list}-${index}`}
            block={block}
            heading={grouped && block.category !== found[index - 1]?.category}
            active={index === active}
            onPoint={() => setActive(index)}
            onChoose={() => choose(block)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p className="empty">No block is found by that{search.wire ? ' and takes this wire' : ''}.</p>
      )}
    </div>
  );
}

function PaletteItem(props: {
  id: string;
  block: Block;
  heading: boolean;
  active: boolean;
  onPoint: () => void;
  onChoose: () => void;
}) {
  const { id, block, heading, active, onPoint, onChoose } = props;
  return (
    <>
      {heading && (
        <div className="palette-heading" role="presentation">
          {categoryNames[block.category]}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the text field above holds the focus and takes the keys */}
      <div
        id={id}
        className={`palette-item ${categoryClass(block.category)}`}
        role="option"
        tabIndex={-1}
        aria-selected={active}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(blockMime, block.type);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onDragEnd={close}
        onPointerMove={onPoint}
        onClick={onChoose}
      >
        <i className={`codicon codicon-${icons[block.category]}`} aria-hidden="true" />
        <span className="palette-title">{block.title}</span>
        <span className="palette-about">{block.about}</span>
      </div>
    </>
  );
}
