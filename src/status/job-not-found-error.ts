import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Vantage } from '../core/freshness.ts';

/** The store has no job of that name; the message says what to check. */
export class JobNotFoundError extends ConnectorError {
  constructor(servicePrincipalId: string, jobIdOrKey: string, { lastCompleteRun }: Vantage) {
    const advice =
      lastCompleteRun === undefined
        ? 'no poll has been completed yet'
        : 'check both ids (of the service principal the object id, not the appId), that WATCH covers the job, and that it is older than DISCOVERY_INTERVAL';
    super(
      'JobNotFound',
      `No job '${boundedText(jobIdOrKey, 256)}' of service principal ${servicePrincipalId} is known: ${advice}.`,
    );
  }
}
