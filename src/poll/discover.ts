import type { Application } from '../core/application.ts';
import { SourceError } from '../core/errors.ts';
import { addMilliseconds, type Instant } from '../core/instant.ts';
import type { Cursor } from '../core/run-record.ts';
import { isPrincipalWatched } from '../core/watch.ts';
import { causeOfError } from './failures.ts';
import type { RunContext } from './run-context.ts';

/** A discovery of the tenant's service principals, as far as this run takes part in it. */
export interface Discovery {
  /** Start of the discovery that is open; undefined between two of them. */
  readonly startedAt: Instant | undefined;
  /** The watched service principals found; empty between discoveries. */
  readonly applications: ReadonlyMap<string, Application>;
  readonly failed: boolean;
}

/** Timers are not on time to the second. */
const jitterMs = 30_000;

/**
 * Looks for service principals that are not known yet, once every discovery interval, and goes on with a discovery that is not done. A
 * failed one is tried again by the next run; known principals are read all the same. A list of watched ids needs none, so that
 * Synchronization.Read.All is enough for it.
 */
export async function discover(run: RunContext, signal: AbortSignal): Promise<Discovery> {
  const { startedAt, settings, source, failures } = run;
  const { open } = discoveriesBefore(run);
  const idle: Discovery = { startedAt: undefined, applications: new Map(), failed: false };
  if (!open && !isDue(run)) return idle;
  const began = open?.startedAt ?? startedAt;
  if (settings.watch.kind === 'list') return { ...idle, startedAt: began };
  try {
    const found = await source.principals(signal);
    const watched = [...found].filter(([id]) => isPrincipalWatched(settings.watch, id));
    if (watched.length === 0) throw found.size === 0 ? nothingFound : nothingWatched;
    return { startedAt: began, applications: new Map(watched), failed: false };
  } catch (error) {
    failures.add({ what: 'discovery of service principals' }, causeOfError(error));
    return { ...idle, failed: true };
  }
}

/** Every tenant has service principals, Microsoft Graph's own among them. */
const nothingFound = new SourceError(
  'nothingFound',
  'Graph answered that there is no service principal at all: check WATCH_FILTER, which lets none through.',
);
const nothingWatched = new SourceError(
  'nothingWatched',
  'WATCH leaves out every service principal that was found: nothing is watched.',
);

/** The last discovery that was done, and the one that is open. Where something else was watched then, neither counts. */
export function discoveriesBefore({ scope, store }: Pick<RunContext, 'scope' | 'store'>): {
  readonly discoveredAt: Instant | undefined;
  readonly open: Cursor['discovery'];
} {
  const { runRecord } = store;
  return runRecord.scope === scope
    ? { discoveredAt: runRecord.discoveredAt, open: runRecord.cursor.discovery }
    : { discoveredAt: undefined, open: undefined };
}

/** Whether an earlier discovery has found what is watched no longer: the first one of what is watched now lacks it. */
export function isLeftOut(
  run: Pick<RunContext, 'scope' | 'store'>,
  discovery: Discovery,
  servicePrincipalId: string,
): boolean {
  return discoveriesBefore(run).discoveredAt === undefined && lacks(discovery, servicePrincipalId);
}

/** Whether a discovery lacks a service principal. That proves nothing alone: a list lacks one now and then that is there. */
export function lacks({ applications }: Discovery, servicePrincipalId: string): boolean {
  return applications.size > 0 && !applications.has(servicePrincipalId);
}

/** Whether the next run would come too late for a discovery, if runs keep coming at the distance of the last two. */
function isDue(run: RunContext): boolean {
  const { startedAt, settings, store } = run;
  const { lastStartedAt } = store.runRecord;
  const { discoveredAt } = discoveriesBefore(run);
  if (discoveredAt === undefined) return true;
  const pause =
    lastStartedAt === undefined ? 0 : Math.max(0, Date.parse(startedAt) - Date.parse(lastStartedAt));
  return (
    addMilliseconds(startedAt, pause + jitterMs) > addMilliseconds(discoveredAt, settings.discoveryIntervalMs)
  );
}
