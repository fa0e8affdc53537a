import { editFor } from '../../core/graph/operation';
import type { TextEdit } from '../../core/graph/splice';
import { type FromPage, pageProtocol, type RunFile, type ToPage } from '../../extension/protocol';
import type { VsCodeApi } from '../state/transport';
import dark from './themes/dark.json';
import hc from './themes/hc.json';
import hcLight from './themes/hc-light.json';
import light from './themes/light.json';

/*
 * Plays VS Code for the page in a plain browser: keeps the text, carries out operations, undoes and redoes, and colours
 * the page like one of VS Code's default themes. `?theme=dark|light|hc|hc-light&template=vae&trusted=no`.
 */

const themes = {
  dark: { variables: dark, classes: ['vscode-dark'] },
  light: { variables: light, classes: ['vscode-light'] },
  hc: { variables: hc, classes: ['vscode-high-contrast'] },
  // VS Code gives the light high contrast the class of the dark one too.
  'hc-light': { variables: hcLight, classes: ['vscode-high-contrast-light', 'vscode-high-contrast'] },
};

export type ThemeName = keyof typeof themes;

/** What a test may ask of the host. */
export interface Harness {
  readonly text: string;
  readonly version: number;
  readonly undoSteps: number;
  /** Everything that the page posted. */
  readonly posted: readonly FromPage[];
  readonly refusals: readonly string[];
  /** Replaces the document, as a change in the text editor beside would. */
  write(text: string): void;
  send(message: ToPage): void;
  /** Refuses the next edit with a sentence. */
  refuseNext(sentence: string): void;
  paint(theme: ThemeName): void;
}

declare global {
  interface Window {
    harness: Harness;
    acquireVsCodeApi: () => VsCodeApi;
  }
}

const query = new URLSearchParams(location.search);
const fileName = `${query.get('template') ?? 'vae'}.ebm.json`;
const posted: FromPage[] = [];
const refusals: string[] = [];
const done: string[] = [];
const undone: string[] = [];
let text = '';
let version = 1;
let refusal: string | undefined;

const send = (message: ToPage): void => {
  setTimeout(() => window.dispatchEvent(new MessageEvent('message', { data: structuredClone(message) })));
};

const postDocument = (): void => send({ type: 'document', protocol: pageProtocol, version, text, fileName });

function replaceText(next: string): void {
  text = next;
  version += 1;
  postDocument();
}

const spliced = (before: string, { offset, length, text: by }: TextEdit): string =>
  before.slice(0, offset) + by + before.slice(offset + length);

function edit({ request, version: seen, operation }: Extract<FromPage, { type: 'edit' }>): void {
  const error = refusal ?? (seen === version ? undefined : 'The document has changed meanwhile; try again.');
  refusal = undefined;
  if (error) {
    send({ type: 'answer', request, ok: false, error });
    return;
  }
  const change = editFor(text, operation);
  if (change) {
    done.push(text);
    undone.length = 0;
    replaceText(spliced(text, change));
  }
  send({ type: 'answer', request, ok: true });
}

function travel(from: string[], to: string[]): void {
  const next = from.pop();
  if (next === undefined) return;
  to.push(text);
  replaceText(next);
}

async function begin(): Promise<void> {
  text = await (await fetch(`/templates/${fileName}`)).text();
  const resources = {
    trainer: new URL('/trainer.js', location.href).href,
    webgpu: new URL('/webgpu.js', location.href).href,
    data: new URL('/data/', location.href).href,
    wasm: new URL('/wasm/tfjs-backend-wasm-simd.wasm', location.href).href,
  };
  send({
    type: 'environment',
    resources,
    trusted: query.get('trusted') !== 'no',
    versions: { ebm: 'harness' },
    fastest: {},
  });
  postRuns();
  postDocument();
}

/** Runs by their name; they live as long as the page. */
const runs = new Map<string, Map<string, RunFile[1]>>();

const postRuns = (): void =>
  send({
    type: 'runs',
    runs: [...runs]
      .map(([id, files]) => ({ id, kept: undefined, live: false, record: JSON.parse(String(files.get('run.json'))) }))
      .reverse(),
  });

function storeRun({ id, files, gone }: Extract<FromPage, { type: 'storeRun' }>): void {
  const known = runs.get(id) ?? new Map();
  for (const [name, content] of files) known.set(name, content);
  for (const name of gone) known.delete(name);
  runs.set(id, known);
  postRuns();
}

function receive(message: FromPage): void {
  posted.push(message);
  if (message.type === 'ready') void begin();
  if (message.type === 'edit') edit(message);
  if (message.type === 'generateCode') send({ type: 'answer', request: message.request, ok: true });
  if (message.type === 'storeRun') storeRun(message);
  if (message.type === 'readRun')
    send({
      type: 'answer',
      request: message.request,
      ok: true,
      files: [...(runs.get(message.id) ?? [])].filter(([name]) => message.names?.includes(name) ?? true),
    });
  if (message.type === 'deleteRun') {
    runs.delete(message.id);
    send({ type: 'answer', request: message.request, ok: true });
    postRuns();
  }
  if (message.type === 'undo') travel(done, undone);
  if (message.type === 'redo') travel(undone, done);
}

const kept = 'ebm-studio-view';

window.acquireVsCodeApi = () => ({
  postMessage: (message) => receive(structuredClone(message)),
  getState: () => JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined,
  setState: (state) => sessionStorage.setItem(kept, JSON.stringify(state)),
});

function paint(name: ThemeName): void {
  const { variables, classes } = themes[name];
  document.documentElement.removeAttribute('style');
  for (const [variable, value] of Object.entries(variables))
    document.documentElement.style.setProperty(variable, value);
  document.body.className = classes.join(' ');
}

const isTheme = (name: string): name is ThemeName => Object.hasOwn(themes, name);

const wanted = query.get('theme') ?? 'dark';
paint(isTheme(wanted) ? wanted : 'dark');

document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  refusals.push(`${violatedDirective} ${blockedURI}`);
});

window.harness = {
  get text() {
    return text;
  },
  get version() {
    return version;
  },
  get undoSteps() {
    return done.length;
  },
  posted,
  refusals,
  write: replaceText,
  send,
  refuseNext: (sentence) => {
    refusal = sentence;
  },
  paint,
};
