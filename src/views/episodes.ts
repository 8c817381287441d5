import type { EpisodeRepresentation } from '../contract/answers/history.ts';
import type { JobSummary, ShownReason } from '../contract/answers/job.ts';
import type { Instant } from '../core/instant.ts';
import type { Freshness } from './freshness.ts';
import { jobNotFound, jobSummary } from './job.ts';
import { type StatusPorts, vantageOf } from './look.ts';
import type { Page, PageRequest } from './ports.ts';
import { overlaps, type Span } from './span.ts';

export type { EpisodeRepresentation, ShownReason };

/** The episode that the job is in, out of what is told of the job; undefined when it is in none. */
export function openEpisode({
  episode,
  occurrence,
  began,
  reasons,
}: Pick<JobSummary, 'episode' | 'occurrence' | 'began' | 'reasons'>): EpisodeRepresentation | undefined {
  if (episode === null || occurrence === null || began === null) return undefined;
  const open = { open: true, clearedAfter: null, clearedBefore: null, cause: null, durationSeconds: null };
  return { episode, occurrence, began, ...open, reasons };
}

/** The open episode in front of those that are over: not where it has ended since it was read, and is among them. */
export function withOpen(
  open: EpisodeRepresentation | undefined,
  over: readonly EpisodeRepresentation[],
): readonly EpisodeRepresentation[] {
  const [newest] = over;
  const isOver = newest?.episode === open?.episode && newest?.occurrence === open?.occurrence;
  return open === undefined || isOver ? over : [open, ...over];
}

/** A reason as an answer tells it: null where Entra gave none. */
export function shownReason({
  reason,
  errorCode,
  since,
}: {
  readonly reason?: string | undefined;
  readonly errorCode?: string | undefined;
  readonly since: Instant;
}): ShownReason {
  return { reason: reason || null, errorCode: errorCode || null, since };
}

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
