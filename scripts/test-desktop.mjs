import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { main, repository, run } from './process.mjs';
import { cache } from './vscode-server.mjs';

await main(async () => {
  if ((await run('npm', ['run', '--silent', 'build'])) !== 0)
    throw new Error('The build failed: see its message above.');
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: join(cache, 'desktop') }).catch(() => {
    throw new Error(
      'The desktop VS Code could not be downloaded: npm test checks the same in the one that npm carries.',
    );
  });
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repository,
    extensionTestsPath: join(repository, 'test', 'desktop', 'suite.cjs'),
    launchArgs: [join(repository, 'templates'), '--disable-extensions', '--disable-workspace-trust'],
  });
});
