import type { Instant } from '../core/instant.ts';
import { withoutFutureTimes } from '../core/run-claim.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Clock } from '../poll/ports.ts';
import type { FreshnessContext } from './freshness.ts';
import type { EventFeed, SnapshotStore } from './ports.ts';

/** Where the tenant's cloud is reached; without a slash at the end. */
export interface CloudRoots {
  /** Of the Microsoft Entra admin center. */
  readonly portalRoot: string;
  /** Of Microsoft Graph. */
  readonly graphRoot: string;
}

/** Everything that answers are made from: the stored rows, the time, and the settings by which rows are judged and linked. */
export interface ViewContext extends CloudRoots {
  readonly tenantId: string;
  /** For people; undefined where none is set. */
  readonly tenantName: string | undefined;
  /** The other tenants that the caller may see, where this is the home tenant: its health speaks for them too. */
  readonly others: readonly ViewContext[];
  readonly snapshots: SnapshotStore;
  readonly feed: EventFeed;
  readonly clock: Pick<Clock, 'now'>;
  /** When this process began. */
  readonly startedAt: Instant;
  /** Since when polls of the tenant are asked for, as far as it was noted. Not given: that is not noted. @throws StoreError */
  watchedSince?(): Promise<Instant | undefined>;
  /** Age at which what was read counts as stale. */
  readonly staleAfterMs: number;
  /** Time between two discoveries of the whole tenant. */
  readonly discoveryIntervalMs: number;
  /** Base of links to the HTTP functions, without `/api`; undefined: as the caller addressed the host. */
  readonly publicUrl: string | undefined;
  /** Settings that nothing reads, each with the known one that it is probably meant to be. */
  readonly misspelledSettings: readonly { readonly name: string; readonly meant: string }[];
}

/** An answer with one page of a list, before `next` has become the link to the next page. */
export type Paged<List> = Omit<List, 'nextLink'> & { readonly next: string | undefined };

/**
 * Reads the run row, by which rows that are read after it are judged. In this order: a row read before the run row could be
 * one that the run has just replaced, and would pass for one that it has read.
 */
export async function readFreshnessContext(context: ViewContext): Promise<FreshnessContext> {
  return freshnessContext(await readLastRun(context), context);
}

/** @param run the run row, read before the rows that it judges */
export function freshnessContext(
  run: RunRecord | undefined,
  { clock, staleAfterMs }: Pick<ViewContext, 'clock' | 'staleAfterMs'>,
): FreshnessContext {
  return { now: clock.now(), coveredSince: run?.coveredSince, staleAfterMs };
}

/** The run row without times that lie ahead; undefined before the first run. */
export async function readLastRun({ snapshots, clock }: ViewContext): Promise<RunRecord | undefined> {
  const run = await snapshots.run();
  return run && withoutFutureTimes(run, clock.now());
}
