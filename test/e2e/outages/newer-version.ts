import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { stagedApp } from '../../../infra/staged-app.ts';

/** What a later version would change where rows are read and written. */
const changes = [['export const schemaVersion = 3;', 'export const schemaVersion = 4;']] as const;

/**
 * Stages the connector as its next version would be: it writes rows of schemaVersion 4, and reads those of 3 too.
 *
 * @param folder where it is put
 */
export async function stageNewerVersion(folder: string): Promise<void> {
  await cp(stagedApp, folder, { recursive: true });
  await build({
    entryPoints: [new URL('../../../src/functions/index.ts', import.meta.url).pathname],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['@azure/functions-core', 'open'],
    logLevel: 'error',
    plugins: [
      {
        name: 'newer version',
        setup({ onLoad }) {
          onLoad({ filter: /table\/columns\.ts$/ }, async ({ path }) => {
            let contents = await readFile(path, 'utf8');
            for (const [before, after] of changes) {
              if (!contents.includes(before)) throw new Error(`${path} has no '${before}' to change.`);
              contents = contents.replace(before, after);
            }
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
}
