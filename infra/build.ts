import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };

// Stages the app as it is deployed: out/{host.json, package.json, index.cjs, index.cjs.map} and the documents that it serves.
// `npm run build` runs it.

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'out');
const bundle = join(out, 'index.cjs');

/** The platform's Node worker provides this one; it cannot be bundled. */
const provided = '@azure/functions-core';
/** Opens a browser, for a credential that wants a person: nothing here uses that. */
const unused = 'open';
/** Loaded when there is an event to send: a poll without one, and every answer over HTTP, must not wait for it. */
const loadedLate = ['@azure/service-bus', 'rhea'];

await rm(out, { recursive: true, force: true });
await mkdir(out);
const { metafile, warnings } = await build({
  absWorkingDir: root,
  entryPoints: ['src/functions/index.ts'],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: [provided, unused],
  sourcemap: true,
  sourcesContent: false,
  // A smaller bundle loads faster. Functions and classes keep the names that stack traces and errors show.
  minify: true,
  keepNames: true,
  metafile: true,
});

const problems = [
  ...warnings.map(({ text }) => text),
  ...externals(metafile).map(
    (path) => `${path} is not in the bundle and will not be there when it is deployed`,
  ),
  ...loadedLate
    .filter((name) => loadedAtOnce(metafile).some((path) => path.includes(`node_modules/${name}/`)))
    .map((name) => `${name} is loaded at once: reach it by import() only`),
  // esbuild keeps quiet about packages that ask for their own address, which a CommonJS bundle does not have.
  ...((await readFile(bundle, 'utf8')).includes('import_meta') ? ['something asks for import.meta'] : []),
];
if (problems.length > 0) {
  await rm(out, { recursive: true });
  process.stderr.write(`The build failed:\n${problems.map((problem) => `- ${problem}\n`).join('')}`);
  process.exit(1);
}

const { name, version, engines } = packageJson;
await copyFile(join(root, 'host.json'), join(out, 'host.json'));
// Beside the bundle, not in it: nothing but the two routes that serve them should pay for them.
for (const document of ['openapi.json', 'swagger.json']) {
  const text = await readFile(join(root, 'src/contract/published', document), 'utf8');
  await writeFile(join(out, document), JSON.stringify(JSON.parse(text)));
}
await writeFile(
  join(out, 'package.json'),
  `${JSON.stringify({ name, version, private: true, engines, main: 'index.cjs' }, undefined, 2)}\n`,
);
process.stdout.write(`out/index.cjs: ${Math.round((await stat(bundle)).size / 1024)} KiB\n`);

/** What the bundle still asks for at run time, beside Node's own modules. */
function externals({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap((output) => output.imports)
    .filter(
      ({ path, external }) => external === true && ![provided, unused].includes(path) && !isBuiltin(path),
    )
    .map(({ path }) => path);
}

/** The files whose code may run while the bundle is loaded: all that no import() stands before. */
function loadedAtOnce({ inputs }: Metafile): string[] {
  const reached = new Set<string>();
  const waiting = ['src/functions/index.ts'];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const { path: next, kind } of inputs[path]?.imports ?? []) {
      if (kind !== 'dynamic-import') waiting.push(next);
    }
  }
  return [...reached];
}
