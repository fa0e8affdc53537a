import { isNodeId } from '../core/graph/document';

/*
 * Some of the ways that a link takes through VS Code decode its query once more than others. A file's address is therefore
 * written in letters that no decoding changes (base64url, RFC 4648 §5).
 */

export const revealQuery = (file: string, node: string | undefined): string =>
  `file=${btoa(file).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}${node ? `&node=${node}` : ''}`;

export function readRevealQuery(
  query: string,
): { readonly file: string; readonly node: string | undefined } | undefined {
  const fields = new URLSearchParams(query);
  const file = decode(fields.get('file') ?? '');
  const node = fields.get('node') ?? undefined;
  if (!file || (node !== undefined && !isNodeId(node))) return undefined;
  return { file, node };
}

function decode(written: string): string | undefined {
  try {
    return atob(written.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}
