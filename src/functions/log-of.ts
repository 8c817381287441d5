import type { InvocationContext } from '@azure/functions';
import type { Log } from '../poll/ports.ts';

/** The log of one invocation: each line is one JSON text, which queries parse. */
export function logOf(context: InvocationContext): Log {
  return {
    info: (line) => context.log(JSON.stringify(line)),
    error: (line) => context.error(JSON.stringify(line)),
  };
}
