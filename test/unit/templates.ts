import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Read from the top of the checkout. */
const folder = 'templates';

/** Every template that ships: its id and its text. */
export const templates: readonly { readonly id: string; readonly text: string }[] = readdirSync(folder)
  .filter((name) => name.endsWith('.ebm.json'))
  .map((name) => ({ id: name.replace('.ebm.json', ''), text: readFileSync(join(folder, name), 'utf8') }));

export function template(id: string): string {
  const found = templates.find((each) => each.id === id);
  if (!found) throw new Error(`There is no template “${id}”.`);
  return found.text;
}
