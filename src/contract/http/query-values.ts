// What queries may hold, as plain values: the routes read by them, and zod stays out of the bundle.

/** The states that a list of jobs shows unless the query names others: those of jobs that are watched, the worst first. */
export const usualStates = [
  'quarantined',
  'halted',
  'overdue',
  'failing',
  'unknown',
  'notStarted',
  'starting',
  'healthy',
] as const;

/** The states of a job in answers. */
export const jobStates = [...usualStates, 'removed', 'unwatched'] as const;
export type JobStateWord = (typeof jobStates)[number];

/** How many items a page of a list may hold. */
export const pageSizes = { usual: 100, most: 1000 } as const;

/** Longest text that the page's search takes. */
export const longestSearch = 200;

/** Which jobs the page lists; `watched` are those that are neither removed nor unwatched. */
export const shownStates = ['watched', ...usualStates, 'unreadable', 'removed', 'unwatched'] as const;
type ShownState = (typeof shownStates)[number];

export const sorts = ['name', 'state', 'since', 'disable', 'run', 'read'] as const;
export type Sort = (typeof sorts)[number];

/** How far back the timeline goes. */
export const timelineDays = [7, 30, 90] as const;
type TimelineDays = (typeof timelineDays)[number];

export interface OverviewQuery {
  readonly state: ShownState;
  /** Part of a name, id, reason or error code; empty for all. */
  readonly q: string;
  readonly sort: Sort;
  readonly days: TimelineDays;
  /** From 1. */
  readonly page: number;
}

export const wholeOverview: OverviewQuery = { state: 'watched', q: '', sort: 'state', days: 30, page: 1 };
