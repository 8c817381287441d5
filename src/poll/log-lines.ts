import type { ProvisioningEvent } from '../core/cloud-event.ts';
import type { Failure } from '../core/failure.ts';
import type { Instant } from '../core/instant.ts';
import type { RunCounts, RunOutcome } from '../core/run-record.ts';
import type { Tick, Work } from '../core/tick.ts';
import type { Transition } from '../core/transition.ts';

/** The line of one recorded event; alerts and SIEM read it. It holds codes only, no text of Graph's. */
export function eventLine(transition: Transition, event: ProvisioningEvent): object {
  return {
    line: 'event',
    id: event.id,
    type: event.type,
    servicePrincipalId: transition.servicePrincipalId,
    jobId: event.applicationProperties.jobId,
    step: transition.step,
    // Without a sequence the event is recorded, and not sent.
    ...(transition.sequence !== undefined && { sequence: transition.sequence }),
    detection: transition.detection,
    reason: event.applicationProperties.reason ?? '',
    errorCode: event.applicationProperties.errorCode ?? '',
    ...(transition.kind === 'cleared' && { cause: transition.cause }),
  };
}

/** A log message is cut at 32,768 characters, and a heartbeat that is cut is none. */
const longestLine = 30_000;

/**
 * The heartbeat: one line a run, whatever became of it. Its absence is what the most important alert looks for.
 *
 * @param about what began the run, where that says more
 */
export function heartbeat(
  run: string,
  startedAt: Instant,
  { outcome, covered }: { readonly outcome: RunOutcome; readonly covered: boolean },
  counts: RunCounts,
  failures: readonly Failure[],
  about: object = {},
): object {
  const line = (kept: readonly Failure[]) => ({
    line: 'poll',
    run,
    startedAt,
    outcome,
    covered,
    ...about,
    ...counts,
    failureKinds: failures.length,
    failures: kept,
  });
  let kept = failures;
  while (kept.length > 0 && JSON.stringify(line(kept)).length > longestLine) kept = kept.slice(0, -1);
  return line(kept);
}

/** The line of a run that left the work to another one: not a heartbeat, since it proves nothing. */
export function skipped(run: string, startedAt: Instant): object {
  return { line: 'skipped', run, startedAt, why: 'busy', detail: 'Another run is at work.' };
}

/** The line of an event that was not accepted; it waits for the next dispatch. */
export function unsent({ name, cause, detail }: { name: string; cause: string; detail: string }): object {
  return { line: 'unsent', about: `event ${name}`, cause, detail };
}

/** The line of a tick with several tenants: so many polls are due before the next one. */
export function ticked({ at, next }: Tick, tenants: number): object {
  return { line: 'tick', tick: at, next, tenants };
}

const whySkipped = {
  unknownTenant: 'The tenant is not watched any more.',
  late: 'The next tick has come, and has its own message.',
  polled: 'The tenant has been polled since the tick.',
} as const;

/** The line of a message that asks for a poll which is not wanted any more. */
export function skippedWork({ tenantId, tick }: Work, why: keyof typeof whySkipped): object {
  return { line: 'skipped', tenantId, tick: tick.at, why, detail: whySkipped[why] };
}

/** The line of a message that is none of the connector's. */
export function refusedWork(): object {
  return {
    line: 'workRefused',
    detail:
      'A message of the work queue does not name a tenant and a tick: only the connector may send to it.',
  };
}
