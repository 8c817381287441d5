import type { TokenCredential } from '@azure/identity';
import { AccessError } from '../program/access-error.ts';
import { concludeCrash } from '../program/conclude-crash.ts';
import { signInCommands } from '../program/sign-in-commands.ts';
import { help } from './help.ts';
import { type CheckOptions, parseOptions } from './options.ts';
import { type RunParts, run } from './run.ts';

export interface ProgramParts extends Omit<RunParts, 'credential'> {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whoever is signed in in that tenant. */
  readonly credentialOf: (tenantId: string) => TokenCredential;
}

/**
 * The whole program.
 *
 * @returns its exit code, as `help` tells them
 */
export async function runProgram(parts: ProgramParts): Promise<0 | 1 | 2 | 3 | 4> {
  const { args, env, credentialOf, say, complain } = parts;
  try {
    const options = parseOptions(args, env);
    if (options === 'help') {
      say(help);
      return 0;
    }
    try {
      return await run(options, { ...parts, credential: credentialOf(options.tenantId) });
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      complain(`NOT CHECKED: ${error.message}${adviceFor(error, options)}`);
      return error.kind === 'failed' ? 4 : 3;
    }
  } catch (error) {
    const end = concludeCrash(error);
    complain(end.error);
    return end.code;
  }
}

function adviceFor({ kind }: AccessError, options: CheckOptions): string {
  if (kind === 'signIn') {
    const commands = signInCommands(options).join('` and `');
    return `\nSign in with \`${commands}\` (or azd auth login) and run this again.`;
  }
  if (kind === 'refused') {
    return '\nRun this as someone who may list the settings of the app, such as a Website Contributor of its resource group.';
  }
  return '';
}
