import type { EpisodeList, ShownEpisode, TransitionList } from '../contract/answers/history.ts';
import { type ConditionType, conditionTypes, type Stream } from '../contract/events/event-names.ts';
import { type Episode, isPublished } from '../core/conditions/record.ts';
import type { JobState } from '../core/state.ts';
import { type Paged, readFreshnessContext, type ViewContext } from './context.ts';
import { findJob } from './find-job.ts';
import { jobFreshness, toShownReason } from './job.ts';
import { type HistoryQuery, overlaps, type Page, type PageRequest } from './ports.ts';

/**
 * One page of what was recorded of a job in the span, newest first, as fresh as the job itself.
 *
 * @throws JobNotFoundError, StoreError, DamagedRowError, BadPageError
 */
export async function showTransitions(
  context: ViewContext,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  query: HistoryQuery<Stream>,
): Promise<Paged<TransitionList>> {
  const asOf = await readFreshnessContext(context);
  // The row before the history: what is as fresh as the row has every transition that the row has.
  const { state } = await findJob(context, servicePrincipalId, jobIdOrKey, asOf);
  const { items, next } = await context.snapshots.history(servicePrincipalId, jobIdOrKey, page, query);
  const value = items.map(({ step, condition, sequence, recordedAt, event, job }) => ({
    step,
    condition,
    sequence: sequence ?? null,
    published: sequence !== undefined,
    recordedAt,
    event,
    job: job ?? null,
  }));
  return { value, next, ...jobFreshness(state, asOf) };
}

/**
 * One page of a job's episodes that overlap the span, as fresh as the job itself: those that are open, out of the job's row, in front of
 * those that are over, out of its history; both newest first.
 *
 * @throws JobNotFoundError, StoreError, DamagedRowError, BadPageError
 */
export async function showEpisodes(
  context: ViewContext,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  query: HistoryQuery<ConditionType>,
): Promise<Paged<EpisodeList>> {
  const asOf = await readFreshnessContext(context);
  // The row before the history: an episode that ends in between is then shown as it ended, and never missing.
  const { state } = await findJob(context, servicePrincipalId, jobIdOrKey, asOf);
  const readOver: ReadPage = (request) =>
    context.snapshots.episodes(servicePrincipalId, jobIdOrKey, request, query);

  const place = page.after === undefined ? undefined : readPlace(page.after);
  const open = openEpisodes(state)
    .filter(isAskedFor(query))
    .filter(place ? isBehind(place) : () => true);
  const { items, next } =
    page.after === undefined || place ? await pageWithOpen(open, page.size, readOver) : await readOver(page);
  return { value: items, next, ...jobFreshness(state, asOf) };
}

function isAskedFor(query: HistoryQuery<ConditionType>): (episode: ShownEpisode) => boolean {
  const about: readonly string[] = query.about ?? conditionTypes;
  return (episode) => about.includes(episode.condition) && overlaps(episode, query);
}

type ReadPage = (request: PageRequest) => Promise<Page<ShownEpisode>>;

/** Open episodes take the first places of a page. Where they leave none, those that are over follow them on the next one. */
async function pageWithOpen(
  open: readonly ShownEpisode[],
  size: number,
  readOver: ReadPage,
): Promise<Page<ShownEpisode>> {
  if (open.length > size) return onlyOpen(open.slice(0, size));
  const over = await readOver({ size: Math.max(1, size - open.length), after: undefined });
  const items = withOpen(open, over.items);
  return items.length <= size ? { items, next: over.next } : onlyOpen(open);
}

/** Where an open episode stands among those of its job: the order stays when another one ends. */
interface Place {
  /** The digits of its begin, which compare as text. */
  readonly began: string;
  readonly condition: string;
}

function placeOf({ began, condition }: ShownEpisode): Place {
  return { began: began.replaceAll(/\D/g, ''), condition };
}

/** A page that ends with an open episode. No row's key gives a `next` with a dot. */
function onlyOpen(items: readonly ShownEpisode[]): Page<ShownEpisode> {
  const last = items.at(-1);
  const place = last && placeOf(last);
  return { items, next: place && `open.${place.began}.${place.condition}` };
}

/** The place after which a page begins; undefined where it does not begin among open episodes. */
function readPlace(after: string): Place | undefined {
  const [, began, condition] = /^open\.(\d{17})\.([a-z]+)$/.exec(after) ?? [];
  return began === undefined || condition === undefined ? undefined : { began, condition };
}

function isBehind(place: Place): (episode: ShownEpisode) => boolean {
  return (episode) => byNewest(place, placeOf(episode)) < 0;
}

const ranks: readonly string[] = conditionTypes;

function byNewest(a: Place, b: Place): number {
  if (a.began !== b.began) return a.began > b.began ? -1 : 1;
  return ranks.indexOf(a.condition) - ranks.indexOf(b.condition);
}

/** The episodes in which a job is, newest first. */
export function openEpisodes({ conditions }: JobState): ShownEpisode[] {
  const open = conditionTypes.flatMap((type) => {
    const { isOpen, episode } = conditions[type];
    return isOpen && episode ? toShownEpisode(type, episode) : [];
  });
  return open.sort((a, b) => byNewest(placeOf(a), placeOf(b)));
}

function toShownEpisode(condition: ConditionType, episode: Episode): ShownEpisode {
  return {
    condition,
    episode: episode.name,
    occurrence: episode.occurrence,
    published: isPublished(episode),
    open: true,
    began: episode.name,
    clearedAfter: null,
    clearedBefore: null,
    cause: null,
    durationSeconds: null,
    reasons: episode.reasons.map(toShownReason),
  };
}

/** The open episodes in front of those that are over, but for those that have ended since their row was read. */
export function withOpen(
  open: readonly ShownEpisode[],
  over: readonly ShownEpisode[],
): readonly ShownEpisode[] {
  const isOver = (one: ShownEpisode) => over.some((ended) => isSameEpisode(one, ended));
  return [...open.filter((one) => !isOver(one)), ...over];
}

function isSameEpisode(a: ShownEpisode, b: ShownEpisode): boolean {
  return a.condition === b.condition && a.episode === b.episode && a.occurrence === b.occurrence;
}
