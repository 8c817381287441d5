import { addMilliseconds } from '../../../src/core/instant.ts';
import { jobName } from '../../../src/core/state.ts';
import { type Sighting, sightingOf } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';
import type { Chapter } from './ledger.ts';

const day = 24 * 60 * 60_000;

/** What the books said of a job when a poll loaded its row. */
export interface Entry extends Pick<Chapter, 'job'> {
  readonly isKnown: boolean;
  readonly canVanish: boolean;
  readonly amongManySince: string | undefined;
}

export function entryOf({ job, automaton }: Chapter): Entry {
  const { isKnown, canVanish, amongManySince } = automaton;
  return { job, isKnown, canVanish, amongManySince };
}

/**
 * The rule of the design, written a second time: when more than max(5, 10 %) of the known jobs have vanished at once, that
 * proves nothing until it has stood for a day.
 */
export function screened(self: ModelPoll, job: string, sighting: Sighting): Sighting {
  const entry = self.entries.get(job);
  if (sighting.look !== 'gone' || !entry?.canVanish || hasStood(entry, sighting.at)) return sighting;
  const entries = [...self.entries.values()];
  const known = entries.filter(({ isKnown }) => isKnown).length;
  const vanished = entries.filter((each) => each.canVanish && hasVanished(self, each)).length;
  return vanished > Math.max(5, known / 10) ? { ...sighting, look: 'amongMany' } : sighting;
}

function hasVanished(self: ModelPoll, entry: Entry): boolean {
  const { servicePrincipalId, jobId } = entry.job;
  if (!self.answered.has(servicePrincipalId)) return false;
  const seen = self.graph.seen.findLast((each) => each.servicePrincipalId === servicePrincipalId);
  const sighting = seen && sightingOf(seen, jobId);
  return sighting?.look === 'gone' && !hasStood(entry, sighting.at);
}

function hasStood({ amongManySince }: Entry, at: string): boolean {
  return amongManySince !== undefined && addMilliseconds(amongManySince, day) <= at;
}

/** The entries by the names of their jobs. */
export function entriesOf(chapters: Iterable<Chapter>): Map<string, Entry> {
  return new Map([...chapters].map((chapter) => [jobName(chapter.job), entryOf(chapter)]));
}
