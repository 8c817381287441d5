import { randomUUID } from 'node:crypto';
import { toEvent } from '../../../src/core/cloud-event.ts';
import { addMilliseconds, type Instant } from '../../../src/core/instant.ts';
import type { JobKey } from '../../../src/core/job-key.ts';
import type { Claim } from '../../../src/core/run-claim.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { Began, Transition } from '../../../src/core/transition.ts';
import type { UnreadPrincipal } from '../../../src/core/unread.ts';
import type {
  ClaimedStore,
  JobChange,
  RecordedEvent,
  StateStore,
  StoredJob,
  UnreadChange,
  WaitingEvent,
} from '../../../src/poll/ports.ts';
import { quarantine } from '../../support/jobs.ts';

export const tenantId = '99999999-9999-4999-8999-999999999999';

const eventOptions = {
  tenantId,
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: undefined,
  includeErrorMessage: true,
};

const start = '2026-03-10T00:00:00.000Z';

/** The instant of a minute of the day on which everything happens. */
export function minute(minute: number): Instant {
  return addMilliseconds(start, minute * 60_000);
}

/** An answer arrives ten seconds after its run started. */
export function arrival(minute: number): Instant {
  return addMilliseconds(start, minute * 60_000 + 10_000);
}

/** The nth service principal: ids sort as their numbers do. */
export function principal(n: number): string {
  return `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;
}

const neverSuspected = { doubt: undefined, unreadable: undefined, unwatchedSince: undefined };

/** The state of a healthy job that was read once, with the given members in place of its own. */
export function jobState(more: Partial<JobState> = {}): JobState {
  return {
    servicePrincipalId: '11111111-1111-4111-8111-111111111111',
    jobId: 'scim.1',
    application: { appId: 'app-1', displayName: 'Salesforce' },
    templateId: 'scim',
    state: 'healthy',
    suspended: false,
    statusCode: 'Active',
    scheduleState: 'Active',
    quarantine: undefined,
    evidence: undefined,
    episode: undefined,
    repeats: 0,
    latestSeries: undefined,
    sequence: 0,
    ...neverSuspected,
    escrowsPruned: false,
    deleteThreshold: '',
    troubleshootingUrl: '',
    observedAt: minute(0),
    quarantineSeenAt: undefined,
    changedAt: arrival(0),
    hash: 'hash of the job',
    ...more,
  };
}

/** The state of a job that was in quarantine when it was first read. */
export function quarantinedState(more: Partial<JobState> = {}): JobState {
  const series = '2026-03-01T08:00:00.000Z';
  return jobState({
    state: 'quarantined',
    statusCode: 'Quarantine',
    quarantine: quarantine(),
    evidence: 'status',
    episode: {
      name: series,
      series,
      occurrence: 1,
      reasons: [{ reason: 'EncounteredQuarantineException', errorCode: 'InvalidCredentials', since: series }],
      remindedAt: undefined,
    },
    latestSeries: series,
    sequence: 1,
    quarantineSeenAt: minute(0),
    ...more,
  });
}

/** States that together set every member, and leave out every one that may be absent. */
export function everyKindOfState(): JobState[] {
  const states: JobState[] = [
    jobState(),
    quarantinedState({
      suspended: true,
      doubt: { what: 'recovered', since: arrival(3), seenAt: minute(4) },
      unreadable: { since: arrival(4), cause: 'http403', detail: 'Grant Synchronization.Read.All.' },
      unwatchedSince: arrival(5),
      escrowsPruned: true,
      deleteThreshold: '500',
      troubleshootingUrl: 'https://example.com/help',
    }),
    quarantinedState({
      doubt: { what: 'gone', since: arrival(3), seenAt: minute(3) },
      sequence: 9_999_999_998,
    }),
    quarantinedState({ evidence: 'object', latestSeries: undefined, quarantine: undefined }),
    quarantinedState({
      episode: {
        name: arrival(1),
        series: undefined,
        occurrence: 3,
        reasons: [
          { reason: '', errorCode: 'Odd "code"', since: arrival(1) },
          { reason: 'Unknown', errorCode: '', since: arrival(2) },
        ],
        remindedAt: arrival(3),
      },
      doubt: {
        what: 'changed',
        since: arrival(4),
        seenAt: minute(5),
        pair: { reason: 'TooManyDeletes', errorCode: '' },
      },
    }),
    jobState({
      doubt: { what: 'quarantined', since: arrival(3), seenAt: minute(9) },
      observedAt: arrival(9),
      quarantineSeenAt: arrival(2),
    }),
    jobState({ state: 'removed', application: { appId: '', displayName: '' }, templateId: '' }),
  ];
  return states.map((state, n) => ({ ...state, servicePrincipalId: principal(n) }));
}

export function unreadPrincipal(n: number, more: Partial<UnreadPrincipal> = {}): UnreadPrincipal {
  return {
    servicePrincipalId: principal(n),
    application: { appId: `app-${n}`, displayName: 'Workday' },
    since: minute(n),
    cause: 'http403',
    detail: 'Grant Synchronization.Read.All.',
    ...more,
  };
}

/** A change that writes the state and, unless told otherwise, creates the row. */
export function change(next: JobState, more: Partial<JobChange> = {}): JobChange {
  return { kind: 'job', version: undefined, next, body: undefined, events: [], ...more };
}

/** A change that remembers a service principal and, unless told otherwise, creates the row. */
export function unreadChange(next: UnreadPrincipal, version?: string): UnreadChange {
  return { kind: 'unread', servicePrincipalId: next.servicePrincipalId, version, next };
}

/** A transition as it is recorded. */
export function recorded(transition: Transition): RecordedEvent {
  return { transition, event: toEvent(transition, eventOptions) };
}

/** The transition of a quarantine that began. */
export function began({ servicePrincipalId, jobId }: JobKey, sequence: number, recordedAt: Instant): Began {
  const { episode, ...state } = quarantinedState({ servicePrincipalId, jobId, sequence });
  if (!episode) throw new Error('a job in quarantine has an episode');
  return { ...state, episode, recordedAt, kind: 'began', detection: 'firstSight' };
}

/** The event of a quarantine that began, as recorded for a job under a sequence. */
export function recordedEvent(key: JobKey, sequence: number, recordedAt = arrival(sequence)): RecordedEvent {
  return recorded(began(key, sequence, recordedAt));
}

/** A claim of five minutes; what is older than ten minutes is of a table that may have been set back. */
export function claimOf(run: string, now: Instant, until = addMilliseconds(now, 5 * 60_000)): Claim {
  return { run, now, until, quietForMs: 10 * 60_000 };
}

/** The store of a run, which has to get its claim. */
export async function claimed(store: StateStore, claim = claimOf('run-1', minute(0))): Promise<ClaimedStore> {
  const answer = await store.claim(claim);
  if ('busyUntil' in answer) throw new Error(`another run works until ${answer.busyUntil}`);
  return answer;
}

/** Creates rows, without events. */
export async function create(store: ClaimedStore, states: readonly JobState[]): Promise<void> {
  const { conflicts, refused, failed } = await store.refresh(states.map((state) => change(state)));
  if (conflicts.length + refused.length + failed.length > 0) throw new Error('the rows could not be created');
}

/** A job's row as it is now. */
export async function storedJob(store: ClaimedStore, key: JobKey): Promise<StoredJob> {
  const stored = await store.reload(key);
  if (!stored) throw new Error('the job has no row');
  return stored;
}

/** The version of a job's row as it is now. */
export async function versionOf(store: ClaimedStore, key: JobKey): Promise<string> {
  return (await storedJob(store, key)).version;
}

export async function allWaiting(store: ClaimedStore): Promise<WaitingEvent[]> {
  const events: WaitingEvent[] = [];
  for await (const page of store.waiting()) events.push(...page);
  return events;
}

/** What is the same for every store: bytes as a plain text, whatever kind of array holds them, and no version. */
export function plainEvent({ event, version: _, ...rest }: WaitingEvent) {
  return { ...rest, event: { ...event, body: Buffer.from(event.body).toString() } };
}

/** Deletes what is old, without an end. */
export function pruned(
  store: ClaimedStore,
  before: Instant,
  jobs: readonly StoredJob[] = [],
  limit = 1000,
): Promise<number> {
  return store.prune(before, jobs, limit, new AbortController().signal);
}

/** A name that Table Storage accepts and no other test has. */
export function tableName(): string {
  return `T${randomUUID().replaceAll('-', '')}`;
}
