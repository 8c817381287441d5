import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { plainNode } from '../peers/plain-node.ts';

/** Stages the same code with its packages left where npm put them, as a deployment with node_modules would have it. */
export async function buildUnbundled(folder: string): Promise<string> {
  const staged = join(folder, 'unbundled');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/functions/index.ts', import.meta.url))],
    outfile: join(staged, 'index.cjs'),
    ...plainNode,
  });
  const main = { name: 'unbundled', version: '1.0.0', main: 'index.cjs' };
  await writeFile(join(staged, 'package.json'), JSON.stringify(main));
  return staged;
}
