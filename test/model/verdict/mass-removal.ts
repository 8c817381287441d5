import { addMilliseconds } from '../../../src/core/instant.ts';
import { type JobKey, jobName } from '../../../src/core/job-key.ts';
import { isWatched } from '../../../src/core/watch.ts';
import { isAbout, type Sighting, sightingOf } from '../graph/sighting.ts';
import type { Entry, ModelPoll } from '../poll/model-poll.ts';
import type { Chapter } from './ledger.ts';

const day = 24 * 60 * 60_000;

export function entryOf({ job, automaton, isStored }: Chapter): Entry {
  const { isThere, canVanish, amongManySince } = automaton;
  return { job, isStored, isThere, canVanish, amongManySince };
}

/**
 * The rule of the design, written a second time: when more than max(5, 10 %) of the known jobs have vanished at once, or not one of
 * those that are known was read, that proves nothing until it has stood for a day.
 */
export function screened(self: ModelPoll, job: JobKey, sighting: Sighting): Sighting {
  const entry = self.entries.get(jobName(job));
  if (sighting.look !== 'gone' || !entry?.isThere || hasStood(entry, sighting.at)) return sighting;
  const entries = [...self.entries.values()].filter((each) => isWatched(self.watch, each.job));
  const known = entries.filter((each) => each.isThere).length;
  const vanished = entries.filter((each) => each.canVanish && hasVanished(self, each)).length;
  const isBlind = !entries.some((each) => each.isStored && isRead(lastSighting(self, each)));
  // What was among too many waits for its day, be they fewer now.
  const isMarked = entry.amongManySince !== undefined;
  const isTooMany = entry.canVanish && (isMarked || vanished > Math.max(5, known / 10));
  return isBlind || isTooMany ? { ...sighting, look: 'amongMany' } : sighting;
}

function hasVanished(self: ModelPoll, entry: Entry): boolean {
  const sighting = lastSighting(self, entry);
  if (!sighting || hasStood(entry, sighting.at)) return false;
  if (sighting.look === 'unreadable') return sighting.byId && isLackedByItsList(self, entry);
  // What a list lacks is asked for by its id, unless it is among many already: unasked, nothing is concluded.
  return sighting.look === 'gone' && (sighting.byId || entry.amongManySince !== undefined);
}

/** What a list lacks has vanished as far as anybody can tell, where its id gives no answer. */
function isLackedByItsList(self: ModelPoll, { job }: Entry): boolean {
  const list = self.graph.seen.findLast(
    (each) => each.isHandedOver && each.jobId === undefined && isAbout(each, job),
  );
  return list !== undefined && sightingOf(list, job.jobId).look === 'gone';
}

function lastSighting(self: ModelPoll, { job }: Entry): Sighting | undefined {
  if (!self.answered.has(job.servicePrincipalId)) return undefined;
  const seen = self.graph.seen.findLast((each) => each.isHandedOver && isAbout(each, job));
  return seen && sightingOf(seen, job.jobId);
}

function isRead(sighting: Sighting | undefined): boolean {
  return sighting !== undefined && ['running', 'idle', 'quarantined'].includes(sighting.look);
}

function hasStood({ amongManySince }: Entry, at: string): boolean {
  return amongManySince !== undefined && addMilliseconds(amongManySince, day) <= at;
}

/** The entries by the names of their jobs. */
export function entriesOf(chapters: Iterable<Chapter>): Map<string, Entry> {
  return new Map([...chapters].map((chapter) => [jobName(chapter.job), entryOf(chapter)]));
}
