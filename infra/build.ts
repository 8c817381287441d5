import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { fastStart, lazyBundles } from './lazy-bundles.ts';
import { argumentsOrHelp, optionsOrExit } from './program/read-arguments.ts';
import { stagedApp as out } from './staged-app.ts';

// Stages the app as it is deployed: {host.json, package.json, start.cjs, index.cjs}, the bundles that those load when they are wanted, the
// maps of all of them and the documents that are served. No cache of V8 is among them: it is good for one exact Node, one user and one
// path only, and the platform chooses all three.
// `npm run build` runs it.

const root = fileURLToPath(new URL('..', import.meta.url));

/** The platform's Node worker provides this one; it cannot be bundled. */
const provided = '@azure/functions-core';
/** Opens a browser, for a credential that wants a person: nothing here uses that. */
const unused = 'open';
/** Needed to send an event: a poll without one, and every response over HTTP, must not wait for it. */
const onlyForEvents = ['@azure/service-bus', 'rhea'];

const help = `Builds the app as it is deployed and stages it in out, or in the folder that STAGED_APP names.

  npm run build

  --help   this text`;
optionsOrExit(help, (args) => argumentsOrHelp(args, { command: 'npm run build', options: {} }));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const lazy = Object.entries(lazyBundles).map(([name, of]) => [
  name,
  typeof of === 'string' ? of : of.package,
]);
const built = await Promise.all([
  bundle({ index: 'src/functions/index.ts' }, {}),
  // To give functions and classes their names again takes a tenth of a load. The Service Bus SDK compares some; nobody waits for these.
  bundle(Object.fromEntries(lazy), { keepNames: true }),
]);
const warnings = built.flatMap((each) => each.warnings);
const outputs: Metafile['outputs'] = Object.assign({}, ...built.map(({ metafile }) => metafile.outputs));

const bundles = Object.entries(outputs)
  .filter(([, { entryPoint }]) => entryPoint !== undefined)
  .map(([path, output]) => ({ ...output, path: join(root, path), name: basename(path) }));
const first = bundles.find(({ name }) => name === 'index.cjs');
if (!first) throw new Error('index.cjs was not built.');
const inFirst = Object.keys(first.inputs);
const problems = [
  ...warnings.map(({ text }) => text),
  ...externals(outputs).map(
    (path) => `${path} is not in the bundle and will not be there when it is deployed`,
  ),
  ...onlyForEvents
    .filter((name) => inFirst.some((path) => path.includes(`node_modules/${name}/`)))
    .map((name) => `${name} is loaded at once: reach it by import() only`),
  // esbuild keeps quiet about packages that ask for their own address, which a CommonJS bundle does not have.
  ...(await Promise.all(bundles.map(({ path }) => readFile(path, 'utf8'))))
    .filter((text) => text.includes('import_meta'))
    .map(() => 'something asks for import.meta'),
];
if (problems.length > 0) {
  await rm(out, { recursive: true });
  process.stderr.write(`The build failed:\n${problems.map((problem) => `- ${problem}\n`).join('')}`);
  process.exit(1);
}

// Not by process.setSourceMapsEnabled, nor by the flag --enable-source-maps: Node 20 and 22 read the map of each bundle as they load it. With
// arguments of its own the platform hands over no process that has started already.
await writeFile(
  join(out, 'start.cjs'),
  `Error.prepareStackTrace = (error, frames) => require('./stack-traces.cjs').stackOf(error, frames);
require('./index.cjs');
`,
);

const { name, version, engines } = packageJson;
await copyFile(join(root, 'host.json'), join(out, 'host.json'));
// Beside the bundle, not in it: nothing but the two routes that serve them should pay for them.
for (const document of ['openapi.json', 'swagger.json']) {
  const text = await readFile(join(root, 'src/contract/published', document), 'utf8');
  await writeFile(join(out, document), JSON.stringify(JSON.parse(text)));
}
await writeFile(
  join(out, 'package.json'),
  `${JSON.stringify({ name, version, private: true, engines, main: 'start.cjs' }, undefined, 2)}\n`,
);
for (const { name, bytes } of bundles) process.stdout.write(`out/${name}: ${Math.round(bytes / 1024)} KiB\n`);

async function bundle(entryPoints: Record<string, string>, names: { keepNames?: true }) {
  return build({
    absWorkingDir: root,
    entryPoints,
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: [provided, unused],
    sourcemap: true,
    sourcesContent: false,
    // Half of the bytes for the platform to fetch. Stack traces show the names of functions by the maps.
    minify: true,
    ...names,
    ...fastStart,
    metafile: true,
  } as const);
}

/** What the bundles still ask for at run time, beside each other and Node's own modules. */
function externals(outputs: Metafile['outputs']): string[] {
  const there = [provided, unused, ...Object.keys(outputs).map((path) => `./${basename(path)}`)];
  return Object.values(outputs)
    .flatMap((output) => output.imports)
    .filter(({ path, external }) => external === true && !there.includes(path) && !isBuiltin(path))
    .map(({ path }) => path);
}
