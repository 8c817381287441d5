import { randomUUID } from 'node:crypto';
import { toEvent } from '../../../src/core/cloud-event.ts';
import {
  blankRecord,
  type ConditionRecords,
  type Episode,
  unassessedRecord,
  unassessedRecords,
} from '../../../src/core/conditions/record.ts';
import { addMilliseconds, type Instant } from '../../../src/core/instant.ts';
import type { JobKey } from '../../../src/core/job-key.ts';
import type { Claim } from '../../../src/core/run-claim.ts';
import type { RunMemory } from '../../../src/core/run-memory.ts';
import type { JobState } from '../../../src/core/state.ts';
import {
  type Removed,
  type Transition,
  type TransitionBase,
  type TransitionOf,
  transitionBase,
} from '../../../src/core/transition.ts';
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

/** What is known of the runs of a job that works. */
export const someRuns: RunMemory = {
  hasRun: true,
  isRunning: true,
  runningSince: minute(-90),
  endedAt: minute(-3),
  durationMs: 61_000,
  endsInTime: 2,
  steadyAt: minute(-43),
  inFirstCycle: false,
};

/** The state of a healthy job that was read once, with the given members in place of its own. */
export function jobState(more: Partial<JobState> = {}): JobState {
  return {
    servicePrincipalId: '11111111-1111-4111-8111-111111111111',
    jobId: 'scim.1',
    application: { appId: 'app-1', displayName: 'Salesforce' },
    templateId: 'scim',
    isRemoved: false,
    statusCode: 'Active',
    scheduleState: 'Active',
    interval: 'PT40M',
    runs: someRuns,
    conditions: healthy,
    absence: undefined,
    step: undefined,
    removedSequence: undefined,
    unreadable: undefined,
    unwatchedSince: undefined,
    escrowsPruned: false,
    deleteThreshold: '',
    troubleshootingUrl: '',
    observedAt: minute(0),
    changedAt: arrival(0),
    hash: 'hash of the job',
    ...more,
  };
}

const healthy: ConditionRecords = {
  quarantine: blankRecord,
  halt: blankRecord,
  overdue: blankRecord,
  failures: blankRecord,
};

/** The state of a job that is proven to be gone. */
export function removedState(more: Partial<JobState> = {}): JobState {
  return jobState({ isRemoved: true, conditions: unassessedRecords, step: 3, removedSequence: 2, ...more });
}

const series = '2026-03-01T08:00:00.000Z';

/** The state of a job that was in quarantine when it was first read, with the given members in what is known of its quarantine. */
export function quarantinedState(
  more: Partial<JobState> = {},
  record: Partial<ConditionRecords['quarantine']> = {},
): JobState {
  const conditions: ConditionRecords = {
    quarantine: {
      status: 'true',
      isOpen: true,
      facts: { quarantine: quarantine(), evidence: 'status' },
      episode: episode(series, {
        series,
        reasons: [
          { reason: 'EncounteredQuarantineException', errorCode: 'InvalidCredentials', since: series },
        ],
      }),
      repeats: 0,
      latestSeries: series,
      sequence: 1,
      doubt: undefined,
      seenAt: minute(0),
      ...record,
    },
    halt: blankRecord,
    overdue: { ...blankRecord, status: 'unknown' },
    failures: unassessedRecord,
  };
  return jobState({ statusCode: 'Quarantine', conditions, step: 1, ...more });
}

/** An episode that is published, of no known reason. */
export function episode(name: Instant, more: Partial<Episode> = {}): Episode {
  return {
    name,
    series: undefined,
    occurrence: 1,
    reasons: [],
    after: undefined,
    published: true,
    heldUntil: undefined,
    remindedAt: undefined,
    ...more,
  };
}

/** What is known of conditions, quarantine aside: every member is set, and none that may be absent is. */
export const everyRecord: Omit<ConditionRecords, 'quarantine'> = {
  halt: {
    status: 'true',
    isOpen: true,
    facts: { reason: 'escrowsPruned', quarantined: true },
    episode: episode(arrival(1), {
      reasons: [{ reason: 'escrowsPruned', errorCode: '', since: arrival(1) }],
      after: minute(1),
      published: false,
    }),
    repeats: 2,
    latestSeries: undefined,
    sequence: 1_773_100_801,
    doubt: { what: 'cleared', since: arrival(5), seenAt: minute(6), execution: 'run "7"' },
    seenAt: minute(4),
  },
  overdue: {
    status: 'true',
    isOpen: true,
    facts: {
      reason: 'notRunning',
      expectedBy: minute(2),
      runningSince: minute(-9),
      endedAt: minute(-3),
      steadyAt: undefined,
      progress: [{ name: 'Users' }, { name: '', completedUnits: 0, totalUnits: 9, observedAt: minute(1) }],
    },
    episode: episode(arrival(3), { occurrence: 3, heldUntil: minute(240), remindedAt: minute(9) }),
    repeats: 0,
    latestSeries: minute(1),
    sequence: undefined,
    doubt: undefined,
    seenAt: undefined,
  },
  failures: {
    status: 'true',
    isOpen: false,
    facts: { count: 12, countRaw: 15, entries: 0, executionState: 'EntryLevelErrors' },
    episode: episode(arrival(2), {
      reasons: [{ reason: 'objectsFail', errorCode: '', count: 11, since: arrival(2) }],
    }),
    repeats: 1,
    latestSeries: undefined,
    sequence: 9_999_999_999,
    doubt: {
      what: 'began',
      since: arrival(7),
      seenAt: minute(8),
      execution: 'run-7',
      endedAt: minute(5),
      after: minute(6),
    },
    seenAt: undefined,
  },
};

/** States that together set every member, and leave out every one that may be absent. */
export function everyKindOfState(): JobState[] {
  const open = quarantinedState();
  const states: JobState[] = [
    jobState(),
    quarantinedState(
      {
        unreadable: { since: arrival(4), cause: 'http403', detail: 'Grant Synchronization.Read.All.' },
        unwatchedSince: arrival(5),
        escrowsPruned: true,
        deleteThreshold: '500',
        troubleshootingUrl: 'https://example.com/help',
      },
      { status: 'false', doubt: { what: 'cleared', since: arrival(3), seenAt: minute(4) } },
    ),
    quarantinedState({ statusCode: 'Paused', interval: '', runs: undefined }, { status: 'unknown' }),
    quarantinedState({ absence: { since: arrival(3), seenAt: minute(3) } }, { sequence: 9_999_999_998 }),
    quarantinedState(
      { step: 9_999_999_998 },
      { facts: { quarantine: undefined, evidence: 'object' }, latestSeries: undefined },
    ),
    quarantinedState(
      {},
      {
        episode: episode(arrival(1), {
          occurrence: 3,
          reasons: [
            { reason: '', errorCode: 'Odd "code"', since: arrival(1) },
            { reason: 'Unknown', errorCode: '', since: arrival(2) },
          ],
          after: minute(1),
          remindedAt: arrival(3),
        }),
        doubt: {
          what: 'changed',
          since: arrival(4),
          seenAt: minute(5),
          reason: { reason: 'TooManyDeletes', errorCode: '' },
        },
      },
    ),
    quarantinedState(
      { observedAt: arrival(9) },
      {
        isOpen: false,
        doubt: { what: 'began', since: arrival(3), seenAt: minute(9), after: minute(2) },
        seenAt: arrival(2),
      },
    ),
    jobState({ conditions: { ...healthy, ...everyRecord } }),
    jobState({ conditions: { ...unassessedRecords, quarantine: blankRecord } }),
    jobState({
      statusCode: 'Odd',
      conditions: { ...open.conditions, quarantine: { ...blankRecord, status: 'unknown' } },
    }),
    removedState({ application: { appId: '', displayName: '' }, templateId: '' }),
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

/** What happened last in the life of a job, up to a step. */
function lastOf({ servicePrincipalId, jobId }: JobKey, step: number, recordedAt: Instant): TransitionBase {
  return transitionBase(quarantinedState({ servicePrincipalId, jobId }), step, recordedAt);
}

/** The transition of a quarantine that began. Its place in the history is its sequence, as where nothing else happened. */
export function began(
  key: JobKey,
  sequence: number,
  recordedAt: Instant,
): Extract<TransitionOf<'quarantine'>, { kind: 'began' }> {
  const { episode, facts } = quarantinedState().conditions.quarantine;
  if (!episode) throw new Error('a job in quarantine has an episode');
  return {
    ...lastOf(key, sequence, recordedAt),
    condition: 'quarantine',
    sequence,
    episode,
    facts,
    kind: 'began',
    detection: 'firstSight',
  };
}

/** The transition of a halt that began. */
export function haltBegan(
  key: JobKey,
  step: number,
  recordedAt: Instant,
  sequence: number | undefined,
): Extract<TransitionOf<'halt'>, { kind: 'began' }> {
  return {
    ...lastOf(key, step, recordedAt),
    condition: 'halt',
    sequence,
    episode: episode(recordedAt, {
      reasons: [{ reason: 'paused', errorCode: '', since: recordedAt }],
      published: sequence !== undefined,
    }),
    facts: { reason: 'paused', quarantined: false },
    kind: 'began',
    detection: 'confirmed',
  };
}

/** The transition that ends it. */
export function haltCleared(
  began: ReturnType<typeof haltBegan>,
  step: number,
  recordedAt: Instant,
  sequence: number | undefined,
): Extract<TransitionOf<'halt'>, { kind: 'cleared' }> {
  const { episode, facts, servicePrincipalId, jobId } = began;
  return {
    ...lastOf({ servicePrincipalId, jobId }, step, recordedAt),
    condition: 'halt',
    sequence,
    episode,
    facts,
    kind: 'cleared',
    cause: 'resumed',
    detection: 'confirmed',
    clearedAfter: episode.name,
    clearedBefore: recordedAt,
  };
}

/** The transition of a job that is gone. */
export function removed(
  key: JobKey,
  step: number,
  recordedAt: Instant,
  sequence: number | undefined,
): Removed {
  return {
    ...lastOf(key, step, recordedAt),
    condition: 'job',
    sequence,
    kind: 'removed',
    detection: 'confirmed',
    removedAfter: recordedAt,
    removedBefore: recordedAt,
  };
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
  for await (const page of store.waiting()) events.push(...page.events);
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
