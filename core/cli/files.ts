import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from './fault';

/** @throws Fault where it cannot be read, with the reason. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Fault(readProblem(path, systemCode(error)));
  }
}

/** Writes a file in one move: whoever looks sees the old one or the whole new one. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${process.pid}-${Date.now().toString(36)}.part`);
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Fault(writeProblem(path, systemCode(error)));
  }
}

/** @throws Fault where it cannot be made. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new Fault(writeProblem(path, systemCode(error)));
  }
}

export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

function readProblem(path: string, code: string): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no file ${path}.`;
  if (code === 'EISDIR') return `${path} is a folder; name a file.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read: permission was denied.`;
  return `${path} cannot be read (${code}).`;
}

function writeProblem(path: string, code: string): string {
  if (code === 'ENOENT') return `${path} cannot be written: the folder ${dirname(path)} does not exist.`;
  if (code === 'EISDIR') return `${path} cannot be written: a folder of that name is there.`;
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${path} cannot be written: a file stands where a folder should.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${path} may not be written: permission was denied.`;
  if (code === 'ENOSPC') return `${path} cannot be written: no space is left.`;
  return `${path} cannot be written (${code}).`;
}
