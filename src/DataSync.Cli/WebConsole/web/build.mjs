// Makes ../Assets from what is here. The same input gives the same bytes on every machine: the result is committed, and a test builds it again and compares.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, '../Assets');
const { version } = JSON.parse(await readFile(join(here, 'node_modules/uplot/package.json'), 'utf8'));

await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { console: 'src/main.js', 'console-style': 'src/console.css' },
  entryNames: '[name]',
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  banner: { js: `/* Contains uPlot ${version}, (c) Leon Sorokin, MIT License: see notice.txt */` },
  logLevel: 'warning',
});
for (const name of ['index.html', 'favicon.svg']) {
  await copyFile(join(here, 'static', name), join(out, name));
}
const licence = (await readFile(join(here, 'node_modules/uplot/LICENSE'), 'utf8')).trim();
await writeFile(join(out, 'notice.txt'), `The console's script contains uPlot ${version} (https://github.com/leeoniya/uPlot):\n\n${licence}\n`);
