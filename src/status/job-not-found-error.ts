import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Vantage } from '../core/freshness.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import type { StatusPorts } from './status-ports.ts';

/** The store has no job of that name; the message says what to check. */
export class JobNotFoundError extends ConnectorError {
  /** @param unread what is remembered of the service principal, where it could not be read yet */
  constructor(
    servicePrincipalId: string,
    jobIdOrKey: string,
    { coveredSince }: Vantage,
    unread: UnreadPrincipal | undefined,
  ) {
    const advice = unread
      ? `the service principal could not be read whole since ${unread.since} (${unread.cause}): ${unread.detail}`
      : coveredSince === undefined
        ? 'no poll has read the tenant yet'
        : 'check both ids (of the service principal the object id, not the appId), that WATCH covers the job, and that it is older than DISCOVERY_INTERVAL';
    super(
      'JobNotFound',
      `No job '${boundedText(jobIdOrKey, 256)}' of service principal ${servicePrincipalId} is known: ${advice.replace(/\.$/, '')}.`,
    );
  }
}

/** The error for a job that has no row: whether anything is remembered of its service principal is looked up. */
export async function jobNotFound(
  { snapshots }: Pick<StatusPorts, 'snapshots'>,
  servicePrincipalId: string,
  jobIdOrKey: string,
  vantage: Vantage,
): Promise<JobNotFoundError> {
  return new JobNotFoundError(
    servicePrincipalId,
    jobIdOrKey,
    vantage,
    await snapshots.unread(servicePrincipalId),
  );
}
