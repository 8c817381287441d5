import { expect, vi } from 'vitest';
import type { Failure } from '../../src/core/failure.ts';
import type { RunCounts, RunOutcome } from '../../src/core/run-record.ts';
import type { Connector } from './connector.ts';
import { documentedFetch } from './contract/documented-answer.ts';

/** The answer of a poll: the summary of the run where one ended, or why there was none. */
export interface Polled {
  readonly status: number;
  readonly outcome?: RunOutcome;
  readonly covered?: boolean;
  readonly counts?: RunCounts;
  readonly failures?: readonly Failure[];
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * One poll by HTTP: the status of the answer, and the run's summary or the error. Unlike the timer's, a poll that fails is
 * not tried again half a minute later, in the middle of what the test does next.
 */
export async function pollNow({ host }: Connector): Promise<Polled> {
  const headers = { 'x-functions-key': host.functionKey };
  const answer = await documentedFetch(`${host.url}/api/poll`, { method: 'POST', headers });
  return { status: answer.status, ...JSON.parse(await answer.text()) };
}

/** The same as soon as no other run claims to work: one that was killed or broke off does so for half a minute at most. */
export function pollOnceFree(connector: Connector): Promise<Polled> {
  return vi.waitFor(
    async () => {
      const polled = await pollNow(connector);
      expect(polled.status).not.toBe(409);
      return polled;
    },
    { timeout: 120_000, interval: 1_000 },
  );
}
