import type { TokenCredential } from '@azure/identity';
import { AccessError } from '../program/access-error.ts';
import { concludeCrash } from '../program/conclude-crash.ts';
import type { Findings } from './advice.ts';
import { conclude } from './conclude.ts';
import { help } from './help.ts';
import { parseOptions } from './options.ts';
import { type RunParts, run } from './run.ts';

export interface ProgramParts extends Omit<RunParts, 'credential'> {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whoever is signed in in that tenant. */
  readonly credentialOf: (tenantId: string) => TokenCredential;
  /** Takes what went wrong, as `say` takes everything else. */
  readonly complain: (text: string) => void;
}

/**
 * The whole program.
 *
 * @returns its exit code, as `help` tells them
 */
export async function runProgram(parts: ProgramParts): Promise<0 | 1 | 2 | 3 | 4> {
  const { args, env, credentialOf, say, complain } = parts;
  const findings: Findings = {};
  try {
    const options = parseOptions(args, env);
    if (options === 'help') {
      say(help);
      return 0;
    }
    try {
      return await run(options, { ...parts, credential: credentialOf(options.tenantId) }, findings);
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      const end = conclude(error, options, findings);
      complain(end.advice === undefined ? end.error : `${end.error}\n`);
      if (end.advice !== undefined) say(end.advice);
      return end.code;
    }
  } catch (error) {
    const end = concludeCrash(error);
    complain(end.error);
    return end.code;
  }
}
