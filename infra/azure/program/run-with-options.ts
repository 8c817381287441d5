import type { TokenCredential } from '@azure/identity';
import { OptionsError } from '../../program/read-arguments.ts';
import { AccessError } from './access-error.ts';
import type { Terminal } from './terminal.ts';

/** A program: its steps, and how it ends. */
export interface Program<Options extends { readonly tenantId: string }> {
  readonly help: string;
  /** @throws OptionsError */
  parseOptions(args: Terminal['args'], env: Terminal['env']): Options | 'help';
  /** @throws AccessError */
  run(options: Options, credential: TokenCredential): Promise<0 | 1>;
  /** Prints why it goes no further. */
  conclude(error: AccessError, options: Options): 0 | 3 | 4;
}

/**
 * The whole of a program.
 *
 * @returns its exit code; 2 for wrong options, 4 for an error that nothing was made of
 */
export async function runWithOptions<Options extends { readonly tenantId: string }>(
  program: Program<Options>,
  { args, env, credentialOf, say, complain }: Omit<Terminal, 'timing'>,
): Promise<0 | 1 | 2 | 3 | 4> {
  try {
    const options = program.parseOptions(args, env);
    if (options === 'help') {
      say(program.help);
      return 0;
    }
    try {
      return await program.run(options, credentialOf(options.tenantId));
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      return program.conclude(error, options);
    }
  } catch (error) {
    if (error instanceof OptionsError) {
      complain(error.message);
      return 2;
    }
    complain(error instanceof Error ? error.stack || error.message : String(error));
    return 4;
  }
}
