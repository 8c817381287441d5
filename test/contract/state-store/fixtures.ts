import { toEvent } from '../../../src/core/cloud-event.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { RunRecord } from '../../../src/core/run-record.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { Began } from '../../../src/core/transition.ts';
import type {
  JobChange,
  RecordedEvent,
  RunStore,
  StateStore,
  WaitingEvent,
} from '../../../src/poll/ports.ts';
import type { ListedState, Page, SnapshotStore } from '../../../src/status/ports.ts';
import { healthyJob, quarantine, series1 } from '../../support/jobs.ts';

/** One process's way to what is stored. */
export interface Stores {
  readonly poll: StateStore & RunStore;
  readonly snapshots: SnapshotStore;
}

/** A store that is empty at first. */
export interface MadeStore extends Stores {
  /** The same store as another process sees it. */
  another(): Stores;
}

export const tenantId = '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13';
export const principal = '11111111-1111-4111-8111-111111111111';
export const otherPrincipal = '22222222-2222-4222-8222-222222222222';

/** The instant of a minute. */
export function minute(number: number): string {
  return addMilliseconds('2026-03-10T00:00:00.000Z', number * 60_000);
}

/** A healthy job as a poll at minute 0 stores it. */
export function jobState(more: Partial<JobState> = {}): JobState {
  return {
    servicePrincipalId: principal,
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
    toldSeries: undefined,
    sequence: 1_773_100_800,
    doubt: undefined,
    unreadable: undefined,
    unwatchedSince: undefined,
    escrowsPruned: false,
    deleteThreshold: '',
    troubleshootingUrl: '',
    observedAt: minute(0),
    quarantineSeenAt: undefined,
    changedAt: minute(0),
    hash: 'hash-0',
    ...more,
  };
}

/** A state in which nothing is at its default. */
export function fullState(more: Partial<JobState> = {}): JobState {
  return jobState({
    state: 'quarantined',
    suspended: true,
    statusCode: 'Paused',
    scheduleState: 'Paused',
    quarantine: quarantine(series1, {
      unknown: { future: [1, null, 'x'] },
      currentBegan: '0001-01-01T00:00:00Z',
    }),
    evidence: 'object',
    episode: { name: series1, series: '2026-03-01T08:00:00.000Z', occurrence: 2, beganAt: series1 },
    toldSeries: '2026-03-01T08:00:00.000Z',
    sequence: 4_102_444_800,
    doubt: { what: 'recovered', since: minute(1) },
    unreadable: { since: minute(2), cause: 'http403', detail: 'no role — „Synchronization.Read.All“ 😀' },
    unwatchedSince: minute(3),
    escrowsPruned: true,
    deleteThreshold: '500',
    troubleshootingUrl: 'https://example.com/?a=1#b',
    quarantineSeenAt: minute(4),
    ...more,
  });
}

export function change(next: JobState, more: Partial<Omit<JobChange, 'next'>> = {}): JobChange {
  return { version: undefined, next, body: healthyJob(next.jobId), events: [], ...more };
}

/** A began event of a job; its sequence is the state's unless given. */
export function began(state: JobState, more: Partial<Began> = {}): RecordedEvent {
  const transition: Began = {
    kind: 'began',
    detection: 'observed',
    servicePrincipalId: state.servicePrincipalId,
    jobId: state.jobId,
    sequence: state.sequence,
    application: state.application,
    templateId: state.templateId,
    episode: { name: series1, series: '2026-03-01T08:00:00.000Z', occurrence: 1, beganAt: series1 },
    quarantine: quarantine(),
    evidence: 'status',
    statusCode: 'Quarantine',
    scheduleState: 'Active',
    deleteThreshold: '',
    troubleshootingUrl: '',
    recordedAt: minute(0),
    ...more,
  };
  const event = toEvent(transition, {
    tenantId,
    portalRoot: 'https://entra.microsoft.com',
    publicUrl: undefined,
    includeErrorMessage: true,
  });
  return { transition, event };
}

/** Writes a job that must not meet a conflict. */
export async function write(poll: StateStore, written: JobChange): Promise<void> {
  const outcome = await poll.record(written);
  if (outcome !== 'written') throw new Error('the test met a conflict');
}

/** The version of a job's row as it is now. */
export async function versionOf(poll: StateStore, state: JobState): Promise<string> {
  const stored = await poll.reload(state);
  if (!stored) throw new Error('the test has no such job');
  return stored.version;
}

export async function waitingEvents(poll: StateStore): Promise<WaitingEvent[]> {
  const events: WaitingEvent[] = [];
  for await (const page of poll.waiting()) events.push(...page);
  return events;
}

/** All pages of a list, one after the other. */
export async function allPages<T>(
  read: (after: string | undefined) => Promise<Page<T>>,
): Promise<(readonly T[])[]> {
  const pages: (readonly T[])[] = [];
  let after: string | undefined;
  do {
    const page = await read(after);
    pages.push(page.items);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

export const allStates: readonly ListedState[] = ['quarantined', 'healthy', 'removed', 'unwatched'];

export function runRecord(more: Partial<RunRecord> = {}): RunRecord {
  return {
    completeStartedAt: undefined,
    lastStartedAt: undefined,
    lastEndedAt: undefined,
    lastOutcome: undefined,
    counts: undefined,
    failures: [],
    sweptAt: undefined,
    resumeAt: undefined,
    busyUntil: undefined,
    busyWith: undefined,
    ...more,
  };
}

/** A body of about that many characters, whose text is not the same everywhere. */
export function largeBody(characters: number, letter = 'x'): JsonObject {
  return { ...healthyJob(), padding: letter.repeat(Math.floor(characters / letter.length)) };
}
