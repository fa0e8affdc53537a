/*
 * The pages about diagnostics ship with the extension, a file a number. A number comes from the page or from a command's
 * arguments: it becomes part of a path only where it is nothing but a number.
 */

/** `['docs', 'diagnostics', 'EBM2001.md']`; undefined where this is no number of a diagnostic. */
export const diagnosticPage = (code: unknown): readonly string[] | undefined =>
  typeof code === 'string' && /^EBM\d{4}$/.test(code) ? ['docs', 'diagnostics', `${code}.md`] : undefined;

/** The list of all numbers. */
export const diagnosticIndex: readonly string[] = ['docs', 'diagnostics', 'README.md'];
