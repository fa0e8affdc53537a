import type { Operation } from '../../core/graph/operation';
import { type FromPage, type PageCommand, pageProtocol, type RunFile, type ToPage } from '../../extension/protocol';
import { useRuns } from '../runs/runs';
import { configureTraining } from '../training/store';
import { checkedGraph, receiveDocument, useDocument } from './document';
import type { Transport } from './transport';
import { keepView, say, selectNodes, useView } from './view';

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly files?: readonly RunFile[];
}

let transport: Transport | undefined;
let lastRequest = 0;
const waiting = new Map<number, (answer: Answer) => void>();
const commands = new Set<(command: PageCommand) => void>();
const reveals = new Set<(node: string) => void>();

/** Joins the page to its host and says that it is ready. */
export function connectHost(line: Transport): void {
  transport = line;
  keepView(line.kept, line.keep);
  line.listen(receive);
  post({ type: 'ready', protocol: pageProtocol });
}

export const post = (message: FromPage): void => transport?.post(message);

/** Calls back for each of the host's commands; gives the way to end it. */
export function onCommand(run: (command: PageCommand) => void): () => void {
  commands.add(run);
  return () => commands.delete(run);
}

/** Does what a command asks, whether a key, a button or the host gave it. */
export function runCommand(command: PageCommand): void {
  for (const run of commands) run(command);
}

/** Calls back when a block is to be brought into view; gives the way to end it. */
export function onReveal(show: (node: string) => void): () => void {
  reveals.add(show);
  return () => reveals.delete(show);
}

/** Selects a block and brings it into view. */
export function reveal(node: string): void {
  selectNodes([node]);
  for (const show of reveals) show(node);
}

let edits: Promise<boolean> = Promise.resolve(true);

/**
 * Asks the host for one operation on the document. Edits go one at a time, each with the version that the last one made,
 * so that two quick gestures do not refuse each other. True where the host carried it out.
 */
export function edit(operation: Operation): Promise<boolean> {
  edits = edits.then(async () => {
    if (checkedGraph().document.readOnly) {
      refuse('This document has a newer format than this version writes; it is read-only here.');
      return false;
    }
    const { version } = useDocument.getState();
    const answer = await ask((request) => ({ type: 'edit', request, version, operation }));
    if (!answer.ok) refuse(answer.error ?? 'The edit was refused.');
    return answer.ok;
  });
  return edits;
}

export async function generateCode(): Promise<void> {
  const answer = await ask((request) => ({ type: 'generateCode', request }));
  if (!answer.ok && answer.error) say(answer.error);
}

function refuse(sentence: string): void {
  say(sentence);
  useDocument.setState(({ refused }) => ({ refused: refused + 1 }));
}

export function ask(message: (request: number) => FromPage): Promise<Answer> {
  lastRequest += 1;
  const request = lastRequest;
  return new Promise((resolve) => {
    waiting.set(request, resolve);
    post(message(request));
  });
}

function receive(message: ToPage): void {
  switch (message.type) {
    case 'document':
      if (message.protocol !== pageProtocol) say('EBM Studio was updated: close this editor and open it again.');
      else receiveDocument(message.text, message.version, message.fileName);
      return;
    case 'environment':
      useView.setState({ trusted: message.trusted, versions: message.versions });
      configureTraining({
        resources: message.resources,
        trusted: message.trusted,
        fastest: message.fastest,
        keepFastest: (model, found) => post({ type: 'fastest', model, found }),
      });
      return;
    case 'runs':
      useRuns.setState({ runs: message.runs });
      return;
    case 'command':
      runCommand(message.command);
      return;
    case 'reveal':
      reveal(message.node);
      return;
    case 'answer': {
      waiting.get(message.request)?.(message);
      waiting.delete(message.request);
    }
  }
}
