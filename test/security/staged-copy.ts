import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryFolder } from '../../infra/local/process/temporary-folder.ts';
import { stagedApp } from '../../infra/staged-app.ts';

/**
 * Runs `body` with a copy of the staged app that logs everything it can, gone afterwards.
 *
 * @param code added to the end of the bundle
 */
export async function withTalkativeApp<T>(code: string, body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await createTemporaryFolder('talkative-app-');
  try {
    await cp(stagedApp, folder.path, { recursive: true });
    const hostFile = join(folder.path, 'host.json');
    const host: object = JSON.parse(await readFile(hostFile, 'utf8'));
    await writeFile(hostFile, JSON.stringify({ ...host, logging: { logLevel: { default: 'Trace' } } }));
    await writeFile(join(folder.path, 'index.cjs'), `\n${code}\n`, { flag: 'a' });
    return await body(folder.path);
  } finally {
    await folder.remove();
  }
}
