import { runWithOptions } from '../program/run-with-options.ts';
import type { Terminal } from '../program/terminal.ts';
import type { Findings } from './advice.ts';
import { conclude } from './conclude.ts';
import { help } from './help.ts';
import { type GrantOptions, parseOptions } from './options.ts';
import { type RunParts, run } from './run.ts';

export type ProgramParts = Terminal & Omit<RunParts, 'credential'>;

/**
 * The whole program.
 *
 * @returns its exit code, as `help` lists them
 */
export function runProgram(parts: ProgramParts): Promise<0 | 1 | 2 | 3 | 4> {
  const findings: Findings = {};
  return runWithOptions<GrantOptions>(
    {
      help,
      parseOptions,
      run: (options, credential) => run(options, { ...parts, credential }, findings),
      conclude(error, options) {
        const end = conclude(error, options, findings);
        parts.complain(end.advice === undefined ? end.error : `${end.error}\n`);
        if (end.advice !== undefined) parts.say(end.advice);
        return end.code;
      },
    },
    parts,
  );
}
