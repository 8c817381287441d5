import { OptionsError } from './options-error.ts';

/**
 * The end of a program by an error that nothing was made of.
 *
 * @returns exit code 2 for wrong options, else 4, and what to say: for an unknown error with its stack
 */
export function concludeCrash(error: unknown): { readonly code: 2 | 4; readonly error: string } {
  if (error instanceof OptionsError) return { code: 2, error: error.message };
  return { code: 4, error: error instanceof Error ? error.stack || error.message : String(error) };
}
