import type { ShownEpisode } from '../../../src/contract/answers/history.ts';
import { BadPageError } from '../../../src/core/errors.ts';
import { keyOf } from '../../../src/core/job-key.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { emptyRun, type RunCounts, type RunRecord } from '../../../src/core/run-record.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { UnreadPrincipal } from '../../../src/core/unread.ts';
import type { HttpRequest } from '../../../src/http/request.ts';
import type { HttpResponse } from '../../../src/http/response.ts';
import type { Backlog, DamagedRow, Log } from '../../../src/poll/ports.ts';
import type { ViewContext } from '../../../src/views/context.ts';
import {
  type EndedEpisode,
  type EventFeed,
  type EventResender,
  type HistoryEntry,
  overlaps,
  type Page,
  type PageRequest,
  type SnapshotStore,
} from '../../../src/views/ports.ts';
import { globalRoots } from '../../support/global-roots.ts';
import { History } from '../../support/history.ts';
import { isOfAny } from '../../support/job-kinds.ts';
import { healthyJob } from '../../support/jobs.ts';

export const principal = '11111111-1111-4111-8111-111111111111';
export const homeId = '99999999-9999-4999-8999-999999999999';

/** A state as a poll at minute 0 left it. */
export function stateOf(raw: JsonObject = healthyJob()): JobState {
  const history = new History();
  history.read(0, raw);
  if (!history.state) throw new Error('the poll left no state');
  return { ...history.state, jobId: String(raw.id) };
}

/** What the routes answer from, in the form of plain lists; the clock stands at the arrival of minute 5. */
export function stubApp(jobs: readonly JobState[] = []) {
  const stub = {
    now: History.arrival(5),
    run: runAt(5) as RunRecord | undefined,
    recentRun: undefined as RunRecord | undefined,
    jobs: [...jobs],
    bodies: new Map<string, JsonObject>(),
    history: [] as HistoryEntry[],
    /** Those that are over. */
    episodes: [] as ShownEpisode[],
    /** Those of all jobs. */
    ended: [] as EndedEpisode[],
    unread: [] as UnreadPrincipal[],
    damaged: [] as DamagedRow[],
    backlog: { waiting: 0, oldest: undefined } as Backlog,
    /** Thrown by every method while set. */
    broken: undefined as Error | undefined,
  };
  const serve = async <T>(make: () => T): Promise<T> => {
    if (stub.broken) throw stub.broken;
    return make();
  };
  const found = (sp: string, id: string) =>
    stub.jobs.find((job) => job.servicePrincipalId === sp && keyOf(job.jobId) === keyOf(id));
  const snapshots: SnapshotStore = {
    run: () => serve(() => stub.run),
    recentRun: () => stub.recentRun,
    job: (sp, id) =>
      serve(() => {
        const state = found(sp, id);
        return state && { state, body: stub.bodies.get(state.jobId) };
      }),
    unread: (sp) => serve(() => stub.unread.find((one) => one.servicePrincipalId === sp)),
    jobs: (rows, page, isWanted = () => true, sp = undefined) =>
      serve(() =>
        cut(
          stub.jobs.filter(
            (job) =>
              isOfAny(rows, job) &&
              isWanted(job) &&
              job.servicePrincipalId === (sp ?? job.servicePrincipalId),
          ),
          page,
        ),
      ),
    history: (sp, id, page, { from = '', to = '~', about } = {}) =>
      serve(() => {
        const history = stub.history.filter(
          ({ recordedAt, condition }) =>
            recordedAt >= from && recordedAt < to && (about?.includes(condition) ?? true),
        );
        return cut(found(sp, id) ? history : [], page);
      }),
    episodes: (sp, id, page, query = {}) =>
      serve(() => {
        const about: readonly string[] | undefined = query.about;
        const episodes = stub.episodes.filter(
          (episode) => overlaps(episode, query) && (about?.includes(episode.condition) ?? true),
        );
        return cut(found(sp, id) ? episodes : [], page);
      }),
    ended: () => serve(() => stub.ended),
    survey: (rows, isKept = () => true) =>
      serve(() => ({
        jobs: stub.jobs.filter((job) => isOfAny(rows, job)).filter(isKept),
        unread: stub.unread,
        damaged: stub.damaged,
        backlog: stub.backlog,
      })),
  };
  return {
    stub,
    feed: emptyFeed,
    tenantId: homeId,
    tenantName: undefined as string | undefined,
    others: [] as readonly ViewContext[],
    snapshots,
    clock: { now: () => stub.now },
    startedAt: History.minute(0),
    staleAfterMs: 15 * 60_000,
    discoveryIntervalMs: 60 * 60_000,
    publicUrl: 'https://contoso.azurewebsites.net' as string | undefined,
    ...globalRoots,
    misspelledSettings: [] as ViewContext['misspelledSettings'],
  };
}

/** No event was recorded. */
const emptyFeed: EventFeed & EventResender = {
  place: async () => ({ last: 0, prunedThrough: 0 }),
  events: async () => ({ items: [], isWhole: true }),
  event: async () => undefined,
  newest: async () => [],
  resend: async () => ({ kind: 'none' }),
};

/** What a run counts that read one job and found nothing new. */
export const counts: RunCounts = {
  principals: 1,
  principalsUnread: 0,
  jobsRead: 1,
  jobsChanged: 0,
  jobsUnreadable: 0,
  eventsRecorded: 0,
  eventsSent: 0,
  eventsWaiting: 0,
  oldestWaitingSeconds: 0,
  graphRequests: 1,
  graphThrottled: 0,
  tableTransactions: 2,
  milliseconds: 345,
};

/** The run row after a run that swept the tenant and read everything; the connector runs since minute 0. */
export function runAt(minute: number): RunRecord {
  return {
    ...emptyRun,
    firstStartedAt: History.minute(0),
    coveredSince: History.minute(minute),
    discoveredAt: History.minute(minute),
    lastStartedAt: History.minute(minute),
    lastEndedAt: History.arrival(minute),
    lastOutcome: 'complete',
    counts,
  };
}

/** An application that should be watched and refuses to be read since minute 0. */
export function unreadPrincipal(displayName: string, more: Partial<UnreadPrincipal> = {}): UnreadPrincipal {
  return {
    servicePrincipalId: '22222222-2222-4222-8222-222222222222',
    application: { appId: 'app-2', displayName },
    since: History.minute(0),
    cause: 'http403',
    detail: 'Graph answered 403.',
    ...more,
  };
}

function cut<T>(all: readonly T[], { size, after }: PageRequest): Page<T> {
  const start = after === undefined ? 0 : Number(after);
  if (!Number.isInteger(start)) throw new BadPageError('InvalidPage', 'This is not the address of a page.');
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}

export function get(path: string, headers: Record<string, string> = {}): HttpRequest {
  return request('GET', path, headers);
}

/** A request as the host hands it over; `{servicePrincipalId}/{jobId}` are read from the path. */
export function request(method: string, path: string, headers: Record<string, string> = {}): HttpRequest {
  const url = `http://localhost:7071/api/${path}`;
  const [, servicePrincipalId, jobId] = (path.split('?')[0] ?? '').split('/').map(decodeURIComponent);
  return {
    method,
    url,
    headers: new Headers(headers),
    params: {
      ...(servicePrincipalId !== undefined && { servicePrincipalId }),
      ...(jobId !== undefined && { jobId }),
    },
  };
}

export function bodyOf(answer: HttpResponse) {
  return JSON.parse(answer.body ?? 'null');
}

/** A log that keeps its lines. */
export function keptLog(): Log & { readonly lines: object[] } {
  const lines: object[] = [];
  return { lines, info: (line) => void lines.push(line), error: (line) => void lines.push(line) };
}
