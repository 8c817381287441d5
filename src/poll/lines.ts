import { errorCodeOf, reasonOf } from '../core/quarantine-details.ts';
import type { QuarantineEvent } from '../core/quarantine-event.ts';
import type { Failure, RunCounts, RunOutcome } from '../core/run-record.ts';
import type { Transition } from '../core/transition.ts';

/** The line of one recorded event; alerts and SIEM read it. It holds codes only, no text of Graph's. */
export function eventLine(transition: Transition, event: QuarantineEvent): object {
  return {
    line: 'event',
    id: event.id,
    type: event.type,
    servicePrincipalId: transition.servicePrincipalId,
    jobId: event.applicationProperties.jobId,
    sequence: transition.sequence,
    detection: transition.detection,
    reason: reasonOf(transition.quarantine),
    errorCode: errorCodeOf(transition.quarantine),
    ...(transition.kind === 'cleared' && { cause: transition.cause }),
  };
}

/** The heartbeat: one line a run, whatever became of it. Its absence is what the most important alert looks for. */
export function heartbeat(
  run: string,
  startedAt: string,
  outcome: RunOutcome,
  counts: RunCounts,
  failures: readonly Failure[],
): object {
  return { line: 'poll', run, startedAt, outcome, ...counts, failures: failures.slice(0, 20) };
}

/** The line of a run that left the work to another one: not a heartbeat, since it proves nothing. */
export function skipped(run: string, startedAt: string): object {
  return { line: 'skipped', run, startedAt, detail: 'Another run is at work.' };
}

/** The line of an event that was not accepted; it waits for the next dispatch. */
export function unsent(failure: Failure): object {
  return { line: 'unsent', ...failure };
}
