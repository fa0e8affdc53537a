import { useSyncExternalStore } from 'react';
import { classColours } from './palette';

/** The colours of VS Code's theme, resolved, for what is drawn on a canvas. */
export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly blue: string;
  readonly red: string;
  readonly green: string;
  readonly orange: string;
  readonly purple: string;
  readonly yellow: string;
  readonly font: string;
  /** A colour for each class of samples. */
  readonly classes: readonly string[];
}

let current: Theme | undefined;

function read(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (names: readonly string[]): string => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value) return value;
    }
    return 'currentcolor';
  };
  // A light high contrast also carries the class of the dark one.
  const light = /vscode-(?:high-contrast-)?light\b/.test(document.body.className);
  return {
    background: colour(['editor-background']),
    foreground: colour(['editor-foreground', 'foreground']),
    muted: colour(['descriptionForeground', 'foreground']),
    line: colour(['charts-lines', 'contrastBorder', 'panel-border', 'descriptionForeground']),
    blue: colour(['charts-blue']),
    red: colour(['charts-red']),
    green: colour(['charts-green']),
    // The default themes give charts-orange a third of its opacity, and high contrast none of it.
    orange: colour(['symbolIcon-eventForeground', 'charts-orange']),
    purple: colour(['charts-purple']),
    yellow: colour(['charts-yellow']),
    font: style.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
    classes: light ? classColours.light : classColours.dark,
  };
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(() => {
    current = undefined;
    changed();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return () => observer.disconnect();
}

function snapshot(): Theme {
  current ??= read();
  return current;
}

/** The theme as it stands; a component that reads it draws anew when it changes. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, snapshot);
