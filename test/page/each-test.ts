import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Editor, type Options, Studio } from './editor';

/** Opens the page anew for each test of a file; a test fails that leaves an error in the console or a broken content policy. */
export function eachTest(opened: (editor: Editor, studio: Studio) => void, options: Options = {}): void {
  let studio: Studio | undefined;
  let editor: Editor | undefined;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.close());
  beforeEach(async () => {
    if (!studio) throw new Error('The browser did not start.');
    editor = await studio.open(options);
    opened(editor, studio);
  });
  afterEach(async () => {
    expect(editor?.complaints).toEqual([]);
    expect(await editor?.refusals()).toEqual([]);
    await editor?.close();
  });
}
