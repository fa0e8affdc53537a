import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The page about a number, `docs/diagnostics/EBM2001.md`: it lies beside the folder of the built program. As seen from the
 * working folder where it is inside of it, else from the root.
 */
export function diagnosticPage(code: string): string {
  const page = fileURLToPath(new URL(`../docs/diagnostics/${code}.md`, import.meta.url));
  const near = relative(process.cwd(), page);
  return isAbsolute(near) || near.split(sep)[0] === '..' ? page : near;
}
