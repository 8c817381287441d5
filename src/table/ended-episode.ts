import * as z from 'zod/mini';
import { type EpisodeRepresentation, shownReason } from '../core/episode-representation.ts';
import { eventTypeOf } from '../core/event-names.ts';
import { instantOf, rfc3339 } from '../core/instant.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { firstReasons } from '../core/reasons.ts';
import { readObject } from './body.ts';
import { fromChunks } from './chunks.ts';
import { instant } from './columns.ts';
import type { StoredRow } from './stored-row.ts';

/** What an event of a clear says of the episode that is over. */
const clearedData = z.object({
  episode: z.string(),
  occurrence: z.int(),
  cause: z.enum(['recovered', 'superseded', 'removed']),
  clearedAfter: instant,
  clearedBefore: instant,
  durationSeconds: z.number(),
  quarantine: z.nullable(z.record(z.string(), z.unknown())),
  reasons: z.optional(
    z.array(z.object({ reason: z.optional(z.string()), errorCode: z.optional(z.string()), since: instant })),
  ),
});

/** Type of the events that end an episode. */
export const clearedType = eventTypeOf('cleared');

/** The columns of a line of history that hold its event, which is short enough for two. */
export const eventColumns: readonly string[] = ['event', 'event1', 'eventParts'];

/** The episode that the event of a line of history ended; undefined when it ended none, or cannot be read. */
export function readEndedEpisode(row: StoredRow): EpisodeRepresentation | undefined {
  const event = readObject(fromChunks('event', row));
  return event && endedEpisode(event);
}

/** The episode that a recorded event ended; undefined for any other event, and for one that cannot be read. */
export function endedEpisode({ type, data: raw }: JsonObject): EpisodeRepresentation | undefined {
  const { data } = clearedData.safeParse(raw);
  if (type !== clearedType || !data || !isJsonObject(raw)) return undefined;
  const { episode, occurrence, cause, clearedAfter, clearedBefore, durationSeconds } = data;
  // Events of earlier versions tell no reasons but that of the quarantine.
  const told = data.reasons ?? firstReasons(data.quarantine ?? undefined, instantOf(episode) ?? clearedAfter);
  return {
    episode,
    occurrence,
    open: false,
    began: rfc3339(episode),
    clearedAfter,
    clearedBefore,
    cause,
    durationSeconds,
    reasons: told.map(shownReason),
  };
}
