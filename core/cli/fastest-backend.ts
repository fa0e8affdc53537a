import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import type { FoundFastest } from '../training/protocol';
import { Fault } from './fault';
import { makeFolder, writeAtomically } from './files';
import { sha256 } from './sha256';
import { version } from './version';

/** On which the times of a step mean something. */
export const machine = `${cpus()[0]?.model ?? process.arch}, ${availableParallelism()} cores`;

/** What the time of a step depends on, beside the machine and the versions of programs. */
export interface Timed {
  /** Of the emitted module. */
  readonly source: string;
  readonly batch: number;
  readonly plain: boolean;
}

/**
 * Where it is kept which backend trains a model fastest, so that the same command gives the same run. Each model has a file of
 * its own: commands that run at once take nothing from each other.
 */
export function fastestFile({ source, batch, plain }: Timed): string {
  const key = sha256(JSON.stringify([source, batch, plain, version, tfjsVersion, process.version, machine]));
  return join(cacheFolder(), 'ebm-studio', 'fastest-backends', `${key.slice(0, 16)}.json`);
}

/** What was found before; undefined where nothing was, or where the file holds something else. */
export async function readFastest(path: string): Promise<FoundFastest | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isFound(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Gives a sentence where it cannot be kept: that is no reason not to train. */
export async function keepFastest(path: string, found: FoundFastest): Promise<string | undefined> {
  try {
    await makeFolder(dirname(path));
    await writeAtomically(path, `${JSON.stringify(found)}\n`);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `The next run measures anew: ${error.message}`;
  }
}

const isFound = (value: unknown): value is FoundFastest =>
  typeof value === 'object' &&
  value !== null &&
  'backend' in value &&
  isBackend(value.backend) &&
  'times' in value &&
  Array.isArray(value.times) &&
  value.times.every((time) => isBackend(time?.backend) && Number.isFinite(time.milliseconds));

const isBackend = (value: unknown): boolean => value === 'wasm' || value === 'cpu';

/** Of the user: as the XDG Base Directory Specification says where it is followed, else where the system has it. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME: named, LOCALAPPDATA: local } = process.env;
  if (named && isAbsolute(named)) return named;
  if (process.platform === 'win32' && local) return local;
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
}
