import type { TokenCredential } from '@azure/identity';
import { realTiming, type Timing } from '../../../src/graph/for-programs.ts';
import { createPersonsCredential } from './sign-in.ts';

/** The world around a program. */
export interface Terminal {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The sign-in of that tenant; without one that of whoever is signed in. */
  readonly credentialOf: (tenantId?: string) => TokenCredential;
  readonly timing: Timing;
  readonly say: (text: string) => void;
  /** Takes what went wrong, as `say` takes everything else. */
  readonly complain: (text: string) => void;
}

/** The one that this process was started in. */
export const thisTerminal: Terminal = {
  args: process.argv.slice(2),
  env: process.env,
  credentialOf: createPersonsCredential,
  timing: realTiming,
  say: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
};
