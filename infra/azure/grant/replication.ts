import type { Timing } from '../../../src/graph/for-programs.ts';
import { AccessError } from '../program/access-error.ts';
import type { Attempt } from './directory.ts';

/** Asks again until the principal is known to every replica that answers. */
export type Replication = <T>(ask: () => Promise<Attempt<T>>) => Promise<T>;

/** Milliseconds between two attempts: about five minutes in all. A new service principal usually takes less than one. */
const pauses = [2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30, 30, 30].map((seconds) => seconds * 1000);

export interface ReplicationOptions {
  readonly principalId: string;
  readonly timing: Timing;
  readonly say: (line: string) => void;
}

/**
 * The pauses are those of the whole program, not of one request: what takes longer than all of them is not replication.
 *
 * @returns a function that throws AccessError `failed` when the pauses are used up
 */
export function waitingForReplication({ principalId, timing, say }: ReplicationOptions): Replication {
  const remaining = [...pauses];
  const { signal } = new AbortController();
  return async (ask) => {
    for (;;) {
      const attempt = await ask();
      if (attempt.kind === 'done') return attempt.value;
      const pause = remaining.shift();
      if (pause === undefined) {
        throw new AccessError(
          'failed',
          `Service principal ${principalId} is still not known after five minutes. ${attempt.said} Check that it is the ` +
            'object id of the identity (not its client id) and that --tenant is its tenant. A new identity can take ' +
            'longer: then run this again.',
        );
      }
      if (remaining.length === pauses.length - 1) {
        say(
          `Service principal ${principalId} is not known yet. A new identity takes up to some minutes; asking for five.`,
        );
        say(`  ${attempt.said}`);
      }
      say(`  Asking again in ${pause / 1000} seconds.`);
      await timing.sleep(pause, signal);
    }
  };
}

/** For what is to be answered at once: a principal that is not known is a failure. */
export function withoutWaiting(principalId: string): Replication {
  return async (ask) => {
    const attempt = await ask();
    if (attempt.kind === 'done') return attempt.value;
    throw new AccessError(
      'failed',
      `The tenant does not know service principal ${principalId}. ${attempt.said} Check that it is the object id of the ` +
        'identity (not its client id) and that --tenant is its tenant. A new identity can take some minutes to be known.',
    );
  };
}
