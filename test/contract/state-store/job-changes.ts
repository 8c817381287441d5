import { randomUUID } from 'node:crypto';
import { toEvent } from '../../../src/core/cloud-event.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { JobKey, JobState } from '../../../src/core/state.ts';
import type { JobChange, RecordedEvent, StateStore, WaitingEvent } from '../../../src/poll/ports.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';

export const tenantId = '99999999-9999-4999-8999-999999999999';

export const telling = {
  tenantId,
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: undefined,
  includeErrorMessage: true,
};

/** The nth service principal: ids sort as their numbers do. */
export function principal(n: number): string {
  return `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;
}

/** The state of a healthy job that was read once, with the given members in place of its own. */
export function jobState(more: Partial<JobState> = {}): JobState {
  return { ...stateAfter(healthyJob()), ...more };
}

/** The state of a job that was in quarantine when it was first read. */
export function quarantinedState(more: Partial<JobState> = {}): JobState {
  return { ...stateAfter(quarantinedJob()), ...more };
}

function stateAfter(raw: JsonObject): JobState {
  const history = new History();
  history.read(0, raw);
  if (!history.state) throw new Error('a job that was read has a state');
  return history.state;
}

/** States that together set every member, and leave out every one that may be absent. */
export function everyKindOfState(): JobState[] {
  const at = History.arrival;
  const states: JobState[] = [
    jobState(),
    quarantinedState({
      suspended: true,
      doubt: { what: 'recovered', since: at(3) },
      unreadable: { since: at(4), cause: 'http403', detail: 'Grant Synchronization.Read.All.' },
      unwatchedSince: at(5),
      escrowsPruned: true,
      deleteThreshold: '500',
      troubleshootingUrl: 'https://example.com/help',
    }),
    quarantinedState({ doubt: { what: 'gone', since: at(3) }, sequence: 9_999_999_998 }),
    quarantinedState({ evidence: 'object', toldSeries: undefined, quarantine: undefined }),
    quarantinedState({
      episode: {
        name: 'n',
        series: undefined,
        occurrence: 3,
        beganAt: at(1),
        reasons: [
          { reason: '', errorCode: 'Odd "code"', since: at(1) },
          { reason: 'Unknown', errorCode: '', since: at(2) },
        ],
        remindedAt: at(3),
      },
      doubt: { what: 'changed', since: at(4), pair: { reason: 'TooManyDeletes', errorCode: '' } },
    }),
    jobState({ doubt: { what: 'quarantined', since: at(3) }, observedAt: at(9), quarantineSeenAt: at(2) }),
    jobState({ state: 'removed', application: { appId: '', displayName: '' }, templateId: '' }),
  ];
  return states.map((state, n) => ({ ...state, servicePrincipalId: principal(n) }));
}

/** A change that writes the state and, unless told otherwise, creates the row. */
export function change(next: JobState, more: Partial<JobChange> = {}): JobChange {
  return { version: undefined, next, body: undefined, events: [], ...more };
}

/** The event of a quarantine that began, as recorded for a job under a sequence. */
export function recordedEvent(
  { servicePrincipalId, jobId }: JobKey,
  sequence: number,
  recordedAt = History.arrival(sequence),
): RecordedEvent {
  const [told] = new History().read(0, quarantinedJob());
  if (!told) throw new Error('a job in quarantine is told at first sight');
  const transition = { ...told, servicePrincipalId, jobId, sequence, recordedAt };
  return { transition, event: toEvent(transition, telling) };
}

/** Creates rows, without events. */
export async function create(store: StateStore, states: readonly JobState[]): Promise<void> {
  const { conflicts, refused } = await store.refresh(states.map((state) => change(state)));
  if (conflicts.length + refused.length > 0) throw new Error('the rows could not be created');
}

/** The version of a job's row as it is now. */
export async function versionOf(store: StateStore, key: JobKey): Promise<string> {
  const stored = await store.reload(key);
  if (!stored) throw new Error('the job has no row');
  return stored.version;
}

export async function allWaiting(store: StateStore): Promise<WaitingEvent[]> {
  const events: WaitingEvent[] = [];
  for await (const page of store.waiting()) events.push(...page);
  return events;
}

/** What is the same for every store: bytes as a plain list, whatever kind of array holds them. */
export function plainEvent({ event, ...rest }: WaitingEvent) {
  return { ...rest, event: { ...event, body: Buffer.from(event.body).toString() } };
}

/** A name that Table Storage accepts and no other test has. */
export function tableName(): string {
  return `T${randomUUID().replaceAll('-', '')}`;
}
