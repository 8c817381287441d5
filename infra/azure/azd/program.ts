import type { AccessError } from '../program/access-error.ts';
import { runWithOptions } from '../program/run-with-options.ts';
import { signInAdvice } from '../program/sign-in-commands.ts';
import type { Terminal } from '../program/terminal.ts';
import { help } from './help.ts';
import { type CheckOptions, parseOptions } from './options.ts';
import { type RunParts, run } from './run.ts';

export type ProgramParts = Terminal & Omit<RunParts, 'credential'>;

/**
 * The whole program.
 *
 * @returns its exit code, as `help` lists them
 */
export function runProgram(parts: ProgramParts): Promise<0 | 1 | 2 | 3 | 4> {
  return runWithOptions<CheckOptions>(
    {
      help,
      parseOptions,
      run: (options, credential) => run(options, { ...parts, credential }),
      conclude(error, options) {
        parts.complain(`NOT CHECKED: ${error.message}${adviceFor(error, options)}`);
        return error.kind === 'failed' ? 4 : 3;
      },
    },
    parts,
  );
}

function adviceFor({ kind }: AccessError, options: CheckOptions): string {
  if (kind === 'signIn') return `\n${signInAdvice(options)}.`;
  if (kind === 'refused') {
    return '\nRun this as someone who may list the settings of the app, such as a Website Contributor of its resource group.';
  }
  return '';
}
