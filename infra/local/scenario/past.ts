import type { TransactionAction } from '@azure/data-tables';
import { toEvent } from '../../../src/core/cloud-event.ts';
import { detect } from '../../../src/core/detect.ts';
import type { DetectionContext, WantedEvents } from '../../../src/core/detection.ts';
import type { Instant } from '../../../src/core/instant.ts';
import { readJob } from '../../../src/core/job.ts';
import type { JobState } from '../../../src/core/state.ts';
import { eventActions } from '../../../src/table/event-rows.ts';
import { outboxRows } from '../../../src/table/keys.ts';
import { failObjects, lift, pause, quarantine, type SynchronizationJob } from '../graph/job.ts';
import type { Application, PastEpisode, PastTrouble } from './scenario.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** From the begin of a trouble, and from its end: when it is looked at, so that it is seen, and proven. */
const looksAtBegin = [-5, 1, 50, 75, 200, 205].map((minutes) => minutes * minuteMs);
const looksAtEnd = [-5, 1, 10].map((minutes) => minutes * minuteMs);

/** As usual, but that failures are over as soon as they are seen to be. */
const limits = {
  haltAfterMs: 30 * minuteMs,
  overdueAfterMs: hourMs,
  initialCycleAfterMs: 2 * dayMs,
  failuresFrom: 10,
  failuresClearAfterMs: 5 * minuteMs,
};
const wanted: WantedEvents = {
  conditions: new Set(['quarantine', 'halt', 'overdue', 'failures', 'jobs']),
  changed: false,
  remindBeforeMs: undefined,
};

/**
 * The rows of history that a connector would have written of these episodes, whose events were sent long ago: its own decisions on jobs
 * that fail and are well again.
 *
 * @param now in milliseconds since 1970
 */
export function pastRows(
  tenantId: string,
  applications: readonly Application[],
  past: readonly PastEpisode[],
  now: number,
): TransactionAction[] {
  let lastNumber = 0;
  const options = {
    tenantId,
    portalRoot: 'https://entra.microsoft.com',
    publicUrl: undefined,
    includeErrorMessage: true,
  };
  return applications.flatMap((application) => {
    const { displayName } = application.principal;
    const episodes = past
      .filter((episode) => episode.application === displayName)
      .sort((one, other) => other.from - one.from);
    return application.jobs.flatMap((job) =>
      changesOf(application, job, episodes, now).flatMap(({ body, next, transitions }) => {
        const events = transitions.map((transition) => ({
          transition,
          event: toEvent(transition, options),
        }));
        const actions = eventActions(
          tenantId,
          { kind: 'job', version: undefined, next, body, events },
          // Numbers of the feed rise, and none is below the time at which its event was recorded.
          ({ transition }) => {
            lastNumber = Math.max(lastNumber + 1, Date.parse(transition.recordedAt));
            return lastNumber;
          },
        );
        return actions.filter(([, { rowKey }]) => rowKey < outboxRows.from || rowKey >= outboxRows.to);
      }),
    );
  });
}

/** What polls would have found in the life of a job. */
function changesOf(
  { principal }: Application,
  job: SynchronizationJob,
  episodes: readonly PastEpisode[],
  now: number,
) {
  const key = { servicePrincipalId: principal.id, jobId: job.id };
  const application = { appId: principal.appId, displayName: principal.displayName };
  let state: JobState | undefined;
  let coveredSince: Instant | undefined;
  return looksOf(job, episodes, now).flatMap(({ at, shown }) => {
    const read = readJob(shown);
    if (!read.ok) throw new Error(`Job ${job.id} ${read.where}.`);
    const startedAt = new Date(at).toISOString();
    const observation = { kind: 'read', at: startedAt, application, job: read.job } as const;
    const { next, transitions } = detect(key, state, observation, runAt(startedAt, coveredSince));
    state = next;
    coveredSince = startedAt;
    return next && transitions.length > 0 ? [{ body: read.job.raw, next, transitions }] : [];
  });
}

function runAt(startedAt: Instant, coveredSince: Instant | undefined): DetectionContext {
  return {
    startedAt,
    coveredSince,
    epoch: 0,
    confirmAfterMs: 2 * minuteMs,
    limits,
    isMassDelay: false,
    wanted,
  };
}

/** The job as it was at each look, in their order. */
function looksOf(job: SynchronizationJob, episodes: readonly PastEpisode[], now: number) {
  const hourly = { ...job, schedule: { ...job.schedule, interval: 'PT40M' } };
  return episodes.flatMap(({ from, to, trouble }) => {
    const [begin, end] = [now - from * dayMs, now - to * dayMs];
    const healthy = (at: number) => lift(hourly, new Date(at - 2 * minuteMs));
    const looks = [
      ...looksAtBegin.map((offset) => begin + offset).filter((at) => at < end - 5 * minuteMs),
      ...looksAtEnd.map((offset) => end + offset),
    ];
    return looks.map((at) => {
      const isWell = at < begin || at >= end;
      return { at, shown: isWell ? healthy(at) : troubled(healthy(begin), trouble, begin, at) };
    });
  });
}

/** The job in trouble since `begin`, as it is seen at `at`. */
function troubled(
  healthy: SynchronizationJob,
  trouble: PastTrouble,
  begin: number,
  at: number,
): SynchronizationJob {
  switch (trouble.kind) {
    case 'quarantined':
      return quarantine(healthy, { ...trouble, at: new Date(begin) });
    case 'paused':
      return pause(healthy);
    case 'late':
      return healthy;
    case 'failing':
      return failObjects(healthy, trouble.count, new Date(at - 2 * minuteMs));
  }
}
