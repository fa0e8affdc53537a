import * as vscode from 'vscode';
import { beside } from './graph-files';
import type { RunFile, StoredRun } from './protocol';

const recordFile = 'run.json';
/** So many runs of a graph lie in the storage; older ones make place, but for those that are kept in the workspace. */
const mostUnkept = 10;

const { fs } = vscode.workspace;

/**
 * The runs of graphs as folders of files. They lie in the extension's own storage, which is no part of the workspace, until a
 * person keeps one: then its folder moves to `ebm.runs.folder`, beside the graph.
 */
export class RunStore {
  private readonly storage: vscode.Uri;
  /** Runs that a page trains now. */
  private readonly live = new Set<string>();
  /** One change at a time, so that no folder is read half written. */
  private work: Promise<unknown> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A graph whose list of runs is another. */
  readonly onDidChange = this.changed.event;

  constructor(storage: vscode.Uri) {
    this.storage = vscode.Uri.joinPath(storage, 'runs');
  }

  list(graph: vscode.Uri): Promise<StoredRun[]> {
    return this.inTurn(async () => {
      const [unkept, kept] = await Promise.all(
        [this.unkept(graph), keptFolder(graph)].map(async (uri) => readRuns(await uri)),
      );
      const place = vscode.workspace.asRelativePath(keptFolder(graph));
      return [
        ...(unkept ?? []).map((run) => ({ ...run, kept: undefined })),
        ...(kept ?? [])
          .filter(({ record }) => isOf(record, graph))
          .map((run) => ({ ...run, kept: `${place}/${run.id}` })),
      ]
        .map((run) => ({ ...run, live: this.live.has(keyOf(graph, run.id)) }))
        .sort((a, b) => beganOf(b.record).localeCompare(beganOf(a.record)));
    });
  }

  /** Writes files of a run that is being trained; each appears whole or not at all. */
  write(graph: vscode.Uri, id: string, files: readonly RunFile[], gone: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      const known = await this.find(graph, id);
      const always = vscode.workspace.getConfiguration('ebm.runs', graph).get('keep') === 'always';
      const folder = known ?? vscode.Uri.joinPath(always ? keptFolder(graph) : await this.unkept(graph), id);
      this.live.add(keyOf(graph, id));
      for (const [name, content] of files) await replace(inside(folder, name), content);
      for (const name of gone) await remove(inside(folder, name));
      if (!known) await this.makeRoom(graph);
      this.changed.fire(graph);
    });
  }

  /** A page that trained a run is gone, or trains another. */
  release(graph: vscode.Uri, id: string): void {
    if (this.live.delete(keyOf(graph, id))) this.changed.fire(graph);
  }

  /** All files of a run, or those of some names. */
  read(graph: vscode.Uri, id: string, names?: readonly string[]): Promise<RunFile[]> {
    return this.inTurn(async () => {
      const folder = await this.find(graph, id);
      if (!folder) throw new Error('This run is no longer there.');
      const files: RunFile[] = [];
      // What Node reads is a Buffer, which does not cross to a page as bytes.
      for (const name of names ?? (await filesIn(folder)))
        files.push([name, new Uint8Array(await fs.readFile(inside(folder, name)))]);
      return files;
    });
  }

  keep(graph: vscode.Uri, id: string): Promise<void> {
    return this.inTurn(async () => {
      const source = vscode.Uri.joinPath(await this.unkept(graph), id);
      const target = vscode.Uri.joinPath(keptFolder(graph), id);
      await fs.createDirectory(keptFolder(graph));
      await fs.copy(source, target);
      await fs.delete(source, { recursive: true });
      this.changed.fire(graph);
    });
  }

  /** From the workspace to the trash, where there is one. */
  remove(graph: vscode.Uri, id: string): Promise<void> {
    return this.inTurn(async () => {
      const folder = await this.find(graph, id);
      if (folder) await removeFolder(folder);
      this.changed.fire(graph);
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.work.then(work, work);
    this.work = done.catch(() => {});
    return done;
  }

  private async find(graph: vscode.Uri, id: string): Promise<vscode.Uri | undefined> {
    if (!isId(id)) return undefined;
    for (const folder of [keptFolder(graph), await this.unkept(graph)]) {
      const run = vscode.Uri.joinPath(folder, id);
      if (await exists(run)) return run;
    }
    return undefined;
  }

  private async unkept(graph: vscode.Uri): Promise<vscode.Uri> {
    return vscode.Uri.joinPath(this.storage, await digest(graph.toString()));
  }

  private async makeRoom(graph: vscode.Uri): Promise<void> {
    const folder = await this.unkept(graph);
    const runs = await readRuns(folder);
    const idle = runs.filter(({ id }) => !this.live.has(keyOf(graph, id)));
    idle.sort((a, b) => beganOf(b.record).localeCompare(beganOf(a.record)));
    for (const { id } of idle.slice(mostUnkept)) await removeFolder(vscode.Uri.joinPath(folder, id));
  }
}

const keptFolder = (graph: vscode.Uri): vscode.Uri =>
  beside(graph, vscode.workspace.getConfiguration('ebm.runs', graph).get('folder') || 'runs');

const keyOf = (graph: vscode.Uri, id: string): string => `${graph} ${id}`;

/** What a page names is a name, never a path out of its folder. */
const isId = (id: string): boolean => /^[A-Za-z0-9][\w .-]*$/.test(id);

function inside(folder: vscode.Uri, name: string): vscode.Uri {
  const parts = name.split('/');
  if (!parts.every(isId)) throw new Error(`“${name}” is no name of a file of a run.`);
  return vscode.Uri.joinPath(folder, ...parts);
}

async function readRuns(folder: vscode.Uri): Promise<{ readonly id: string; readonly record: unknown }[]> {
  const entries = await fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  const runs = entries
    .filter(([id, type]) => isId(id) && type & vscode.FileType.Directory)
    .map(async ([id]) => ({ id, record: await readJson(vscode.Uri.joinPath(folder, id, recordFile)) }));
  return (await Promise.all(runs)).filter(({ record }) => record !== undefined);
}

async function readJson(uri: vscode.Uri): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await fs.readFile(uri)));
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null;

const beganOf = (record: unknown): string => (isObject(record) && typeof record.began === 'string' ? record.began : '');

/** Whether a run in a folder that graphs share is one of this graph, by the name of its file. */
function isOf(record: unknown, graph: vscode.Uri): boolean {
  const file = isObject(record) && isObject(record.graph) ? record.graph.file : undefined;
  const nameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return typeof file === 'string' && nameOf(file) === nameOf(graph.path);
}

async function filesIn(folder: vscode.Uri, path = ''): Promise<string[]> {
  const entries = await fs.readDirectory(path ? inside(folder, path) : folder);
  const names = entries.map(async ([name, type]) => {
    if (!isId(name)) return [];
    const inner = path ? `${path}/${name}` : name;
    return type & vscode.FileType.Directory ? filesIn(folder, inner) : [inner];
  });
  return (await Promise.all(names)).flat();
}

async function replace(uri: vscode.Uri, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const part = uri.with({ path: `${uri.path}.part` });
  await fs.writeFile(part, bytes);
  await fs.rename(part, uri, { overwrite: true });
}

const exists = (uri: vscode.Uri): Thenable<boolean> =>
  fs.stat(uri).then(
    () => true,
    () => false,
  );

const remove = (uri: vscode.Uri): Thenable<void> => fs.delete(uri).then(undefined, () => {});

const removeFolder = (uri: vscode.Uri): Thenable<void> =>
  fs
    .delete(uri, { recursive: true, useTrash: true })
    .then(undefined, () => fs.delete(uri, { recursive: true, useTrash: false }));

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
