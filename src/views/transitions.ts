import type { TransitionRepresentation } from '../contract/answers/history.ts';
import type { Freshness } from './freshness.ts';
import { jobNotFound, jobSummary } from './job.ts';
import { type StatusPorts, vantageOf } from './look.ts';
import type { PageRequest } from './ports.ts';
import type { Span } from './span.ts';

export interface TransitionList extends Freshness {
  /** Newest first. */
  readonly transitions: readonly TransitionRepresentation[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

/**
 * One page of a job's history as far as it was recorded in the span, as fresh as the job itself.
 *
 * @throws JobNotFoundError, StoreError, DamagedRowError, BadPageError
 */
export async function showTransitions(
  ports: StatusPorts,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  span: Span = {},
): Promise<TransitionList> {
  const vantage = await vantageOf(ports);
  const [snapshot, { items, next }] = await Promise.all([
    ports.snapshots.job(servicePrincipalId, jobIdOrKey),
    ports.snapshots.history(servicePrincipalId, jobIdOrKey, page, span),
  ]);
  if (!snapshot) throw await jobNotFound(ports, servicePrincipalId, jobIdOrKey, vantage);
  const { observedAt, stale } = jobSummary(snapshot.state, vantage);
  const transitions = items.map(({ sequence, recordedAt, event, job }) => ({
    sequence,
    recordedAt,
    event,
    job: job ?? null,
  }));
  return { transitions, next, observedAt, stale };
}
