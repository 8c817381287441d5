import { resolve } from 'node:path';
import { loadApp } from '../../local/functions-host/load-app.ts';
import { AccessError } from '../program/access-error.ts';

/**
 * The names of the functions that a staged app registers, by loading it as the platform's worker does: what was deployed is
 * asked, and no list of names can grow old beside it.
 *
 * A process can load an app once only: the second time, nothing of it runs.
 *
 * @throws AccessError `failed` when it cannot be loaded
 */
export async function packagedFunctions(folder: string): Promise<readonly string[]> {
  const { functions } = await loadApp(resolve(folder), () => undefined).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    throw new AccessError('failed', `${folder} holds no app (npm run build makes it): ${said}`, error);
  });
  return functions.map(({ metadata }) => metadata.name).sort();
}
