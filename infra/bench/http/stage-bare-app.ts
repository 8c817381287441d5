import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles the bare app as the connector is bundled, into a folder that a host can run. */
export async function stageBareApp(folder: string): Promise<string> {
  const staged = join(folder, 'bare');
  await mkdir(staged, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL('bare-app.ts', import.meta.url))],
    outfile: join(staged, 'index.cjs'),
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['@azure/functions-core', 'open'],
  });
  await copyFile(fileURLToPath(new URL('../../../host.json', import.meta.url)), join(staged, 'host.json'));
  await writeFile(
    join(staged, 'package.json'),
    JSON.stringify({ name: 'bare', version: '1.0.0', main: 'index.cjs' }),
  );
  return staged;
}
