import assert from 'node:assert/strict';
import { type ConditionType, conditionTypes } from '../../../src/contract/events/event-names.ts';
import { jobName } from '../../../src/core/job-key.ts';
import type { Accepted } from './accepted.ts';
import { type Chapter, type Entered, placeName } from './ledger.ts';

/** Changes at any time between begin and clear, one reminder at the most. */
const courses: Readonly<Record<ConditionType, RegExp>> = {
  quarantine:
    /^(?:began(?: changed)*(?: expiring)?(?: changed)* cleared ?)*(?:began(?: changed)*(?: expiring)?(?: changed)*)?$/,
  halt: /^(?:began cleared ?)*(?:began)?$/,
  overdue: /^(?:began cleared ?)*(?:began)?$/,
  failures: /^(?:began(?: changed)* cleared ?)*(?:began(?: changed)*)?$/,
};

/**
 * The episodes of each condition of a job, published or not: begin and clear alternate; all events of one are published or none; they have
 * one name, and those that are sent one correlation, which no other episode has.
 */
export function assertEpisodes({ job, entered }: Chapter, accepted: readonly Accepted[]): void {
  const name = jobName(job);
  const sent = new Map(
    accepted
      .filter((event) => event.job === name)
      .map((event) => [placeName(name, event.condition, event.sequence), event]),
  );
  const correlations = new Set<string>();
  for (const type of conditionTypes) {
    const events = entered.filter(({ condition }) => condition === type);
    const kinds = events.map(({ kind }) => kind).join(' ');
    assert(courses[type].test(kinds), `${name}: no course of events of ${type}: ${kinds}`);
    for (const episode of episodesIn(events)) {
      const [first] = episode;
      const isWhole = episode.every(
        (event) =>
          event.isPublished === first?.isPublished &&
          event.episode === first.episode &&
          event.occurrence === first.occurrence,
      );
      assert(isWhole, `${name}: an episode that is not whole: ${JSON.stringify(episode)}`);
      const own = new Set(
        episode.flatMap((event) => sent.get(placeName(name, type, event.sequence))?.correlation ?? []),
      );
      assert(own.size <= 1, `${name}: one episode of ${type} with several correlations`);
      for (const correlation of own) {
        assert(!correlations.has(correlation), `${name}: one correlation for several episodes`);
        correlations.add(correlation);
      }
    }
  }
}

function episodesIn(events: readonly Entered[]): Entered[][] {
  const episodes: Entered[][] = [];
  for (const event of events) {
    if (event.kind === 'began') episodes.push([event]);
    else episodes.at(-1)?.push(event);
  }
  return episodes;
}
