import type { OverviewQuery } from '../contract/http/query-values.ts';
import { earlierOf, type Instant } from '../core/instant.ts';
import type { JobState } from '../core/state.ts';
import { inOrderOf, isAskedFor, nameOf } from './arrange-jobs.ts';
import { FirstFew } from './first-few.ts';
import type { FreshnessContext } from './freshness.ts';
import { isOfHealth } from './health.ts';
import { type JobLine, type MetJob, toJobLine } from './job-line.ts';
import { isWatchedState, isWrongState, type WatchedState } from './job-state.ts';

/** Watched jobs by their state. */
export type CountsByState = Readonly<Record<WatchedState, number>>;

/** Watched jobs that cannot be read for the same cause. */
export interface UnreadableGroup {
  readonly cause: string;
  /** For the operator. */
  readonly detail: string;
  readonly count: number;
  /** Since when the first of them cannot be read. */
  readonly since: Instant;
  /** When the one was read that was read longest ago. */
  readonly observedAt: Instant;
}

export const jobsPerPage = 100;

/**
 * What the page says of the jobs of a tenant, gathered while they are read one by one. Of a job that is well and on no page up to the one
 * that is asked for, only its name is kept, and that it counts.
 */
export class Glance {
  readonly #asOf: FreshnessContext;
  readonly #isAskedFor: (line: JobLine) => boolean;
  readonly #first: FirstFew<MetJob>;
  readonly #names = new Map<string, number>();
  readonly #unreadable = new Map<string, UnreadableGroup>();
  readonly #counts: Record<WatchedState, number> = {
    quarantined: 0,
    halted: 0,
    overdue: 0,
    failing: 0,
    unknown: 0,
    notStarted: 0,
    starting: 0,
    healthy: 0,
  };
  readonly #wrong: JobState[] = [];
  #found = 0;

  constructor(asOf: FreshnessContext, query: OverviewQuery) {
    this.#asOf = asOf;
    this.#isAskedFor = isAskedFor(query);
    const inOrder = inOrderOf(query);
    this.#first = new FirstFew(query.page * jobsPerPage, (a, b) => inOrder(a.line, b.line));
  }

  /** Takes one in; gives whether health goes by it. */
  readonly meet = (state: JobState): boolean => {
    const line = toJobLine(state, this.#asOf);
    const { state: word, unreadable } = line;
    const name = nameOf(line);
    this.#names.set(name, (this.#names.get(name) ?? 0) + 1);
    if (this.#isAskedFor(line)) {
      this.#found++;
      this.#first.add({ line, state });
    }
    if (isWatchedState(word)) {
      this.#counts[word]++;
      if (isWrongState(word)) this.#wrong.push(state);
      if (unreadable) this.#countUnreadable(unreadable, line.observedAt);
    }
    return isOfHealth(state);
  };

  get counts(): CountsByState {
    return this.#counts;
  }

  /** Jobs with which something is wrong. */
  get wrong(): readonly JobState[] {
    return this.#wrong;
  }

  /** Why watched jobs cannot be read, the cause of most of them first. */
  get unreadable(): readonly UnreadableGroup[] {
    return [...this.#unreadable.values()].sort((a, b) => b.count - a.count);
  }

  /** How many jobs the query asks for. */
  get found(): number {
    return this.#found;
  }

  /** The jobs of a page that is not behind the one that was asked for, in their order. */
  onPage(page: number): readonly JobState[] {
    const shown = this.#first.list().slice((page - 1) * jobsPerPage, page * jobsPerPage);
    return shown.map(({ state }) => state);
  }

  /** Whether another job has the same name. */
  hasNamesake(job: JobLine): boolean {
    return (this.#names.get(nameOf(job)) ?? 0) > 1;
  }

  #countUnreadable({ cause, detail, since }: NonNullable<JobLine['unreadable']>, observedAt: Instant): void {
    const known = this.#unreadable.get(cause) ?? { cause, detail, count: 0, since, observedAt };
    this.#unreadable.set(cause, {
      ...known,
      count: known.count + 1,
      since: earlierOf(known.since, since),
      observedAt: earlierOf(known.observedAt, observedAt),
    });
  }
}
