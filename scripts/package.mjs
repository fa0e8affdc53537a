import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { packagePath } from './freshness.mjs';
import { localCommand, main, run } from './process.mjs';

/** What everyone downloads before the first graph opens, without the data sets. */
const budget = 1_500_000;

await main(async () => {
  const vsix = packagePath();
  if ((await run('npm', ['run', '--silent', 'build'])) !== 0)
    throw new Error('The build failed: see its message above.');
  const made = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ];
  if ((await run(localCommand('vsce'), made)) !== 0) throw new Error('vsce could not make the package: see above.');

  const { total, data } = sizes(readFileSync(vsix));
  const kilobytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1000)} kB`;
  const without = total - data;
  console.log(
    `${basename(vsix)}: ${kilobytes(total)}, ${kilobytes(without)} without data (budget ${kilobytes(budget)})`,
  );
  if (without > budget) throw new Error(`The package is ${kilobytes(without - budget)} above its budget.`);
});

/**
 * Compressed sizes in bytes, from the zip's central directory (PKWARE APPNOTE 4.3.12 and 4.3.16).
 * @param {Buffer} zip
 */
function sizes(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let entry = zip.readUInt32LE(end + 16);
  let data = 0;
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(entry + 28);
    const name = zip.toString('utf8', entry + 46, entry + 46 + nameLength);
    if (/^extension\/(.*\/)?data\//.test(name)) data += zip.readUInt32LE(entry + 20);
    entry += 46 + nameLength + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  return { total: zip.length, data };
}
