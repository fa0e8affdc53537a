import type { Viewport } from '@xyflow/react';
import { create } from 'zustand';
import type { Endpoint, Position } from '../../core/graph/document';

export type Tab = 'inspector' | 'code' | 'problems' | 'runs';

/** The search for a block: where it opens on the page, where its block will stand, and the port it must wire to. */
export interface Search {
  readonly screen: Position;
  readonly position: Position;
  readonly wire?: { readonly end: Endpoint; readonly side: 'from' | 'to' };
}

/** What is looked at and how; never part of the document. */
export interface ViewState {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  readonly tab: Tab;
  readonly panel: boolean;
  /** The height of the training panel and the width of the right column, in pixels. */
  readonly panelHeight: number;
  readonly sidebar: number;
  /** The part of the canvas that the person chose to see; undefined while the whole graph is fitted into it. */
  readonly viewport: Viewport | undefined;
  readonly search: Search | undefined;
  readonly toast: string | undefined;
  /** Whether VS Code trusts the workspace, so that a graph may be run. */
  readonly trusted: boolean;
  /** Of the extension and of VS Code. */
  readonly versions: { readonly [program: string]: string };
}

export const useView = create<ViewState>(() => ({
  nodes: new Set(),
  edges: new Set(),
  tab: 'inspector',
  panel: true,
  panelHeight: 260,
  sidebar: 320,
  viewport: undefined,
  search: undefined,
  toast: undefined,
  trusted: false,
  versions: {},
}));

export const selectNodes = (ids: Iterable<string>): void => useView.setState({ nodes: new Set(ids), edges: new Set() });

/** The one block that is selected, if it is one. */
export const soleSelection = ({ nodes }: ViewState): string | undefined =>
  nodes.size === 1 ? nodes.values().next().value : undefined;

let fading: ReturnType<typeof setTimeout> | undefined;

/** Shows one sentence for a while. */
export function say(toast: string): void {
  clearTimeout(fading);
  useView.setState({ toast });
  fading = setTimeout(() => useView.setState({ toast: undefined }), 8000);
}

export const dismissToast = (): void => useView.setState({ toast: undefined });

type Kept = Pick<ViewState, 'tab' | 'panel' | 'panelHeight' | 'sidebar' | 'viewport'> & {
  readonly nodes: readonly string[];
};

const isKept = (value: unknown): value is Kept => typeof value === 'object' && value !== null && 'tab' in value;

const keptPart = ({ tab, panel, panelHeight, sidebar, viewport, nodes }: ViewState): Kept => ({
  tab,
  panel,
  panelHeight,
  sidebar,
  viewport,
  nodes: [...nodes],
});

/** Takes up the view that an earlier page of the same editor kept, and keeps it from now on. */
export function keepView(kept: unknown, keep: (state: unknown) => void): void {
  if (isKept(kept)) useView.setState({ ...kept, nodes: new Set(kept.nodes) });
  let last = '';
  useView.subscribe((state) => {
    const now = keptPart(state);
    const written = JSON.stringify(now);
    if (written !== last) keep(now);
    last = written;
  });
}
