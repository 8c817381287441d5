import type { EpisodeList, ShownEpisode, TransitionList } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import { type Paged, readFreshnessContext, type ViewContext } from './context.ts';
import { findJob } from './find-job.ts';
import { toJobSummary } from './job.ts';
import { overlaps, type Page, type PageRequest, type Span } from './ports.ts';

/**
 * One page of a job's events that were recorded in the span, newest first, as fresh as the job itself.
 *
 * @throws JobNotFoundError, StoreError, DamagedRowError, BadPageError
 */
export async function showTransitions(
  context: ViewContext,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  span: Span,
): Promise<Paged<TransitionList>> {
  const asOf = await readFreshnessContext(context);
  const [{ state }, { items, next }] = await Promise.all([
    findJob(context, servicePrincipalId, jobIdOrKey, asOf),
    context.snapshots.history(servicePrincipalId, jobIdOrKey, page, span),
  ]);
  const { observedAt, stale } = toJobSummary(state, asOf);
  const value = items.map(({ sequence, recordedAt, event, job }) => ({
    sequence,
    recordedAt,
    event,
    job: job ?? null,
  }));
  return { value, next, observedAt, stale };
}

/**
 * One page of a job's episodes that overlap the span, newest first, as fresh as the job itself. The open one comes from the
 * job's row; those that are over come from its history.
 *
 * @throws JobNotFoundError, StoreError, DamagedRowError, BadPageError
 */
export async function showEpisodes(
  context: ViewContext,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  span: Span,
): Promise<Paged<EpisodeList>> {
  const asOf = await readFreshnessContext(context);
  // The row before the history: an episode that ends in between is then shown as it ended, and never missing.
  const { state } = await findJob(context, servicePrincipalId, jobIdOrKey, asOf);
  const job = toJobSummary(state, asOf);
  const readOver: ReadPage = (request) =>
    context.snapshots.episodes(servicePrincipalId, jobIdOrKey, request, span);

  const open = page.after === undefined ? openEpisode(job) : undefined;
  const { items, next } =
    open && overlaps(open, span)
      ? await firstPage(open, page.size, readOver)
      : await readOver({ ...page, after: page.after === afterOpen ? undefined : page.after });
  return { value: items, next, observedAt: job.observedAt, stale: job.stale };
}

type ReadPage = (request: PageRequest) => Promise<Page<ShownEpisode>>;

/** The start of the second page where the open episode fills the first one alone. No row's key gives so short a text. */
const afterOpen = 'open';

/** The open episode takes one place of the first page. In a page of one it leaves none, and those that are over follow it. */
async function firstPage(open: ShownEpisode, size: number, readOver: ReadPage): Promise<Page<ShownEpisode>> {
  const over = await readOver({ size: Math.max(1, size - 1), after: undefined });
  const items = withOpen(open, over.items);
  return items.length <= size ? { items, next: over.next } : { items: [open], next: afterOpen };
}

/** The episode that a job is in, out of its summary; undefined when it is in none. */
export function openEpisode({ episode, occurrence, began, reasons }: JobSummary): ShownEpisode | undefined {
  if (episode === null || occurrence === null || began === null) return undefined;
  const open = { open: true, clearedAfter: null, clearedBefore: null, cause: null, durationSeconds: null };
  return { episode, occurrence, began, ...open, reasons };
}

/** The open episode in front of those that are over, unless it has ended since its row was read and is the newest of them. */
export function withOpen(
  open: ShownEpisode | undefined,
  over: readonly ShownEpisode[],
): readonly ShownEpisode[] {
  const [newest] = over;
  const isOver = newest?.episode === open?.episode && newest?.occurrence === open?.occurrence;
  return open === undefined || isOver ? over : [open, ...over];
}
