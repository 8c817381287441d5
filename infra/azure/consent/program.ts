import type { RunParts } from '../grant/run.ts';
import type { AccessError } from '../program/access-error.ts';
import { runWithOptions } from '../program/run-with-options.ts';
import { signInAdvice } from '../program/sign-in-commands.ts';
import type { Terminal } from '../program/terminal.ts';
import { help } from './help.ts';
import { type ConsentOptions, parseOptions } from './options.ts';
import { invitation } from './report.ts';
import { run } from './run.ts';

export type ProgramParts = Terminal & Omit<RunParts, 'credential'>;

/**
 * The whole program.
 *
 * @returns its exit code, as `help` lists them
 */
export function runProgram(parts: ProgramParts): Promise<0 | 1 | 2 | 3 | 4> {
  return runWithOptions<ConsentOptions>(
    {
      help,
      parseOptions,
      run: (options, credential) => run(options, { ...parts, credential }),
      conclude: (error, options) => conclude(error, options, parts),
    },
    parts,
  );
}

function conclude(error: AccessError, options: ConsentOptions, { say, complain }: ProgramParts): 3 | 4 {
  if (error.kind === 'failed') {
    complain(error.message);
    return 4;
  }
  if (options.action === 'grant' && error.kind === 'refused') {
    complain(
      `NOT GRANTED: ${error.message}\nIt takes a Privileged Role Administrator: send the following text to one.\n`,
    );
    say(invitation(options));
    return 3;
  }
  const link = options.action === 'show' ? ' The link above needs no sign-in of yours.' : '';
  complain(
    `${error.message}\nNothing could be looked at.${link} ${signInAdvice(options)} as someone who may read the tenant (such as Directory ` +
      'Readers).',
  );
  return 3;
}
