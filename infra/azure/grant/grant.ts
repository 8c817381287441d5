/** `npm run grant`: gives the connector's managed identity the app roles of Microsoft Graph that it needs. */
import { realTiming } from '../../../src/graph/timing.ts';
import type { Findings } from './advice.ts';
import { conclude } from './conclude.ts';
import { GrantError } from './grant-error.ts';
import { help } from './help.ts';
import { type GrantOptions, OptionsError, parseOptions } from './options.ts';
import { run } from './run.ts';
import { createPersonsCredential } from './sign-in.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

try {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === 'help') say(help);
  else process.exitCode = await grant(options);
} catch (error) {
  const isMistake = error instanceof OptionsError;
  complain(error instanceof Error ? (!isMistake && error.stack) || error.message : String(error));
  process.exitCode = isMistake ? 2 : 4;
}

async function grant(options: GrantOptions): Promise<number> {
  const findings: Findings = {};
  try {
    const credential = createPersonsCredential(options.tenantId);
    return await run(options, { credential, timing: realTiming, say }, findings);
  } catch (error) {
    if (!(error instanceof GrantError)) throw error;
    const { code, error: text, advice } = conclude(error, options, findings);
    complain(text);
    if (advice !== undefined) say(`\n${advice}`);
    return code;
  }
}
