import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundled } from '../../infra/local/process/bundled.ts';
import { createTemporaryFolder } from '../../infra/local/process/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What processes of the local cloud run: one process makes it, in place of all that want it at once. */
const children = ['functions-host/host.ts', 'tables/service.ts', 'subscriber/subscriber.ts'].map(
  (file) => new URL(`../../infra/local/${file}`, import.meta.url),
);

/** Before all tests: stages the app where only they see it, for as long as they run. Their processes inherit where that is. */
export default async function stageApp(): Promise<() => Promise<void>> {
  const folder = await createTemporaryFolder('staged-app-');
  process.env.STAGED_APP = join(folder.path, 'out');
  try {
    await Promise.all([
      promisify(execFile)(process.execPath, ['--import', 'tsx', 'infra/build.ts'], { cwd: root }),
      ...children.map(bundled),
    ]);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return () => folder.remove();
}
