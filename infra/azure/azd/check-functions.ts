import type { Timing } from '../../../src/graph/for-programs.ts';
import { askAgain, type Look } from './ask-again.ts';
import type { DeployedApp, DeployedFunction } from './deployed-app.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whether every function of the package has been found by the platform, which takes a while after a deploy.
 *
 * @param expected their names
 * @throws AccessError
 */
export async function checkFunctions(
  expected: readonly string[],
  app: DeployedApp,
  timing: Timing,
  say: (text: string) => void,
): Promise<Verdict> {
  const look = async (): Promise<Look<readonly DeployedFunction[]>> => {
    const listing = await app.functions();
    if (listing.kind === 'notYet') return { kind: 'again', said: listing.said };
    const missing = expected.filter((name) => !listing.functions.some((each) => each.name === name));
    if (missing.length > 0) return { kind: 'again', said: `Not registered: ${missing.join(', ')}.` };
    return { kind: 'end', value: listing.functions };
  };
  const seen = await askAgain(look, timing, say);
  if (seen.kind === 'again') {
    return {
      kind: 'problem',
      text:
        `Functions: ${seen.said} Five minutes were not enough. An app whose entry cannot be loaded has no functions and says ` +
        'no more: look for it in Application Insights (or "Diagnose and solve problems" of the app), and deploy again.',
    };
  }
  const disabled = seen.value.filter((each) => expected.includes(each.name) && each.isDisabled);
  const off = disabled.map(({ name }) => name).join(', ');
  return {
    kind: 'well',
    text: `Functions: all ${expected.length} are registered.${off && ` Switched off by a setting: ${off}.`}`,
  };
}
