import { createHash, randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = new URL('../../../node_modules/.cache/local-cloud/', import.meta.url);
/** What a bundle depends on beside what it is made of: how it is made, and which packages are installed. */
const around = [fileURLToPath(import.meta.url), `${root}node_modules/.package-lock.json`];
const made = new Map<string, Promise<URL>>();

/** For CommonJS packages that ask for modules of Node. */
const requireOfNode = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/** Each of our files keeps its own address, by which it finds what lies beside it. */
const ownAddresses: Plugin = {
  name: 'own addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const address = JSON.stringify(pathToFileURL(path).href);
      return { loader: 'ts', contents: code.replaceAll('import.meta.url', address) };
    });
  },
};

/**
 * A TypeScript module with all that it imports, packages as well, in one folder as JavaScript: a process starts with it in a
 * third of the time.
 */
export function bundled(module: URL): Promise<URL> {
  return bundleOf(module, {
    // Instead of the CommonJS form where a package has both: it is half as large.
    mainFields: ['module', 'main'],
    // The AMQP client goes by names of classes.
    keepNames: true,
    banner: { js: requireOfNode },
  });
}

/** The same without its packages, which it loads as they are installed. */
export function bundledWithoutPackages(module: URL): Promise<URL> {
  return bundleOf(module, { packages: 'external' });
}

type Packaging = Pick<BuildOptions, 'mainFields' | 'keepNames' | 'banner' | 'packages'>;

function bundleOf(module: URL, options: Packaging): Promise<URL> {
  const key = digestOf([module.href, JSON.stringify(options)]);
  const bundle = made.get(key) ?? findBundle(module, key, options);
  made.set(key, bundle);
  return bundle;
}

/** A bundle of an earlier process is as good, as long as each file that it is made of looks as it did. */
interface Made {
  readonly bundle: string;
  readonly looks: readonly (readonly [path: string, look: string])[];
}

async function findBundle(module: URL, key: string, options: Packaging): Promise<URL> {
  const name = basename(module.pathname, '.ts');
  const record = new URL(`${name}-${key}.json`, folder);
  const entry = (await madeBefore(record)) ?? (await makeBundle(module, name, record, options));
  return new URL(entry, folder);
}

async function madeBefore(record: URL): Promise<string | undefined> {
  if (!existsSync(record)) return undefined;
  const { bundle, looks }: Made = JSON.parse(await readFile(record, 'utf8'));
  const isGood = existsSync(new URL(bundle, folder)) && looks.every(([path, look]) => lookOf(path) === look);
  return isGood ? bundle : undefined;
}

async function makeBundle(module: URL, name: string, record: URL, options: Packaging): Promise<string> {
  const begun = Date.now();
  // Who finds a bundle needs no bundler.
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(module)],
    absWorkingDir: root,
    outdir: fileURLToPath(folder),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is asked for by `import()` is read when it is.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [ownAddresses],
    metafile: true,
    write: false,
    ...options,
  });
  const files = outputFiles.map(({ path, text }) => [basename(path), text] as const);
  const bundle = `${name}-${digestOf(files.flat())}`;
  await writeWhole(new URL(bundle, folder), async (part) => {
    await mkdir(part);
    for (const [file, text] of files) await writeFile(join(part, file), text);
  });
  const entry = `${bundle}/${name}.mjs`;
  const paths = [...around, ...Object.keys(metafile.inputs).map((path) => join(root, path))];
  // One that was written meanwhile may have been read before.
  if (paths.every((path) => (statOf(path)?.mtimeMs ?? 0) < begun)) {
    const found: Made = { bundle: entry, looks: paths.map((path) => [path, lookOf(path)]) };
    await writeWhole(record, (part) => writeFile(part, JSON.stringify(found)));
  }
  return entry;
}

/** Under its name at once and whole: other processes may want the same one. */
async function writeWhole(to: URL, write: (part: string) => Promise<void>): Promise<void> {
  const part = fileURLToPath(new URL(`part-${randomUUID()}`, folder));
  await mkdir(folder, { recursive: true });
  await write(part);
  try {
    await rename(part, to);
  } catch (error) {
    // Of a folder: another process was first.
    await rm(part, { recursive: true });
    if (!existsSync(to)) throw error;
  }
}

function lookOf(path: string): string {
  const stat = statOf(path);
  return stat ? `${stat.size} ${stat.mtimeMs}` : 'none';
}

function statOf(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}

function digestOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length} `).update(text);
  return hash.digest('hex').slice(0, 16);
}
