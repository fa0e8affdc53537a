const width = 120;

/**
 * Source whose types stand between ‹ and ›: with them as TypeScript, without as JavaScript. A line that is then too long is
 * broken: at ⏎, where an arrow function's result may stand on a line of its own, or between a function's parameters.
 */
export function annotate(source: string, typescript: boolean): string {
  const lines = source.replace(/‹([^›]*)›/g, typescript ? '$1' : '').split('\n');
  return lines.map(breakLine).join('\n');
}

function breakLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const joined = line.replace('⏎', ' ');
  if (joined.length <= width) return joined;
  if (line.includes('⏎')) return line.replace('⏎', `\n${indent}  `);
  const head = /^( *function \w+)\((.*)\)([^()]*\{)$/.exec(line);
  if (!head) return line;
  const [, name = '', parameters = '', end = ''] = head;
  return `${name}(\n${splitParameters(parameters)
    .map((each) => `${indent}  ${each},\n`)
    .join('')}${indent})${end}`;
}

/** At the commas that stand in no bracket. */
function splitParameters(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if ('([{<'.includes(character)) depth++;
    if (')]}'.includes(character) || (character === '>' && !parts.at(-1)?.endsWith('='))) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
