import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('../../../node_modules/.cache/local-cloud/', import.meta.url);
const made = new Map<string, Promise<URL>>();

/** For CommonJS packages that ask for modules of Node. */
const requireOfNode = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/**
 * A TypeScript module with all that it imports, packages as well, as one JavaScript file: a process starts with it in a third of the time.
 * `import.meta.url` is that of `module` in all of it.
 */
export function bundled(module: URL): Promise<URL> {
  const bundle = made.get(module.href) ?? makeBundle(module);
  made.set(module.href, bundle);
  return bundle;
}

async function makeBundle(module: URL): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Instead of the CommonJS form where a package has both: it is half as large.
    mainFields: ['module', 'main'],
    // The AMQP client goes by names of classes.
    keepNames: true,
    banner: { js: requireOfNode },
    target: 'node20',
    define: { 'import.meta.url': JSON.stringify(module.href) },
    write: false,
  });
  const code = outputFiles.map(({ text }) => text).join('');
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const file = new URL(`${basename(module.pathname, '.ts')}-${digest}.mjs`, folder);
  if (existsSync(file)) return file;
  // Under its name at once and whole: other processes may want the same one.
  const part = new URL(`${digest}-${process.pid}`, folder);
  await mkdir(folder, { recursive: true });
  await writeFile(part, code);
  await rename(part, file);
  return file;
}
