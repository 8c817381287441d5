import { type EpisodeRepresentation, openEpisode, withOpen } from '../core/episode-representation.ts';
import type { Freshness } from '../core/freshness.ts';
import { jobSummary } from '../core/job-representation.ts';
import { overlaps, type Span } from '../core/span.ts';
import { jobNotFound } from './job-not-found-error.ts';
import type { Page, PageRequest } from './ports.ts';
import { type StatusPorts, vantageOf } from './status-ports.ts';

export interface EpisodeList extends Freshness {
  /** Newest first. */
  readonly episodes: readonly EpisodeRepresentation[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

/** The start of the second page where the open episode alone fills the first one. No row's key gives so short a text. */
const afterOpen = 'open';

/**
 * One page of a job's episodes that overlap the span, as fresh as the job itself. The open one comes from the job's row and
 * stands first; those that are over come from its history.
 *
 * @throws JobNotFoundError, StoreError, DamagedRowError, BadPageError
 */
export async function showEpisodes(
  ports: StatusPorts,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  span: Span,
): Promise<EpisodeList> {
  const vantage = await vantageOf(ports);
  // The row before the history: an episode that ends in between is then shown as it ended, and never missing.
  const snapshot = await ports.snapshots.job(servicePrincipalId, jobIdOrKey);
  if (!snapshot) throw await jobNotFound(ports, servicePrincipalId, jobIdOrKey, vantage);
  const job = jobSummary(snapshot.state, vantage);
  const { observedAt, stale } = job;
  const over = (request: PageRequest) =>
    ports.snapshots.episodes(servicePrincipalId, jobIdOrKey, request, span);

  const open = page.after === undefined ? openEpisode(job) : undefined;
  if (!open || !overlaps(open, span)) {
    const after = page.after === afterOpen ? undefined : page.after;
    const { items, next } = await over({ ...page, after });
    return { episodes: items, next, observedAt, stale };
  }
  const { items, next } = openFirst(
    open,
    page.size,
    await over({ size: Math.max(1, page.size - 1), after: undefined }),
  );
  return { episodes: items, next, observedAt, stale };
}

/** The first page of `size`, the open episode in front of those that are over. */
function openFirst(
  open: EpisodeRepresentation,
  size: number,
  over: Page<EpisodeRepresentation>,
): Page<EpisodeRepresentation> {
  const items = withOpen(open, over.items);
  if (items.length <= size) return { items, next: over.next };
  return { items: [open], next: afterOpen };
}
