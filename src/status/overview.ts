import type { EpisodeRepresentation } from '../core/episode-representation.ts';
import type { Freshness } from '../core/freshness.ts';
import type { Health } from '../core/health-report.ts';
import type { Instant } from '../core/instant.ts';
import type { JobSummary } from '../core/job-representation.ts';
import type { OverviewQuery } from './overview-query.ts';

/** A job and its episodes that reach into the time shown, oldest first. */
export interface OverviewJob {
  readonly job: JobSummary;
  readonly episodes: readonly EpisodeRepresentation[];
}

/** The tenant at a glance. */
export interface Overview extends Freshness {
  readonly now: Instant;
  readonly query: OverviewQuery;
  readonly health: Health;
  readonly counts: {
    readonly watched: number;
    readonly quarantined: number;
    /** Neither known to be healthy nor known to be in quarantine. */
    readonly unknown: number;
    /** Service principals of which something was never read. */
    readonly unread: number;
  };
  /** Those that Entra will switch off first come first; at most `mostQuarantined`. */
  readonly quarantined: readonly OverviewJob[];
  /** One page of the jobs that the query asks for. */
  readonly jobs: readonly OverviewJob[];
  /** How many jobs the query asks for, and how many pages they fill; at least 1. */
  readonly found: number;
  readonly pages: number;
}
