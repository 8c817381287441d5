import type { DeployedApp } from './deployed-app.ts';
import { keySettings } from './key-settings.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whether the app holds no key. Names of settings are printed, never values.
 *
 * @throws AccessError
 */
export async function checkSettings(app: DeployedApp, appId: string): Promise<Verdict> {
  const names = keySettings(await app.settings());
  if (names.length === 0) return { kind: 'well', text: 'Settings: none holds a key.' };
  return {
    kind: 'problem',
    text: [
      `Settings: ${names.join(', ')} ${names.length === 1 ? 'gives' : 'give'} access by a key, where the app has its identity.`,
      'A deploy can put such settings in; with keys switched off the app then does not start. Take them out:',
      `  az functionapp config appsettings delete --ids ${appId} --setting-names ${names.join(' ')}`,
      'If a key has been in there that works, renew it.',
    ].join('\n'),
  };
}
