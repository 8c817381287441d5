import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { plainNode } from '../peers/plain-node.ts';

/** The same code with its packages left where npm put them, as a deployment with node_modules would have it. */
export async function buildUnbundled(folder: string): Promise<string> {
  const outfile = join(folder, 'unbundled.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/functions/index.ts', import.meta.url))],
    outfile,
    ...plainNode,
  });
  return outfile;
}
