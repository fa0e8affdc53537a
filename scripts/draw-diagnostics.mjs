import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { main, repository } from './process.mjs';

/*
 * Draws the graphs of the pages about diagnostics anew: `node scripts/draw-diagnostics.mjs`. The unit tests hold the
 * drawings to what this writes.
 */
await main(async () => {
  const { outputFiles } = await build({
    absWorkingDir: repository,
    entryPoints: ['scripts/diagnostic-drawing.ts'],
    bundle: true,
    write: false,
    format: 'esm',
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const { drawGraph } = await import(`data:text/javascript;base64,${source}`);
  const folder = join(repository, 'docs', 'diagnostics', 'graphs');
  const graphs = readdirSync(folder).filter((name) => name.endsWith('.ebm.json'));
  for (const name of graphs) {
    const drawing = drawGraph(readFileSync(join(folder, name), 'utf8'));
    writeFileSync(join(folder, name.replace('.ebm.json', '.svg')), drawing);
  }
  console.log(`${graphs.length} graphs drawn`);
});
