const list = new Intl.ListFormat('en-GB');

/** Why nothing is shown of a code: there is none, or there are more than the one that pictures are of. */
export function whyNoCode(codes: readonly string[]): string {
  if (codes.length < 2) return 'This graph has no code.';
  const names = list.format(codes.map((name) => `“${name}”`));
  return `This graph has several codes, ${names}, and pictures need a single one: join what they are computed from by Concatenate, and give it to one code.`;
}
