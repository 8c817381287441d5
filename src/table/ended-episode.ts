import * as z from 'zod/mini';
import type { EpisodeRepresentation } from '../contract/answers/history.ts';
import { eventTypeOf } from '../contract/events/event-names.ts';
import type { JsonObject } from '../core/json.ts';
import { instant } from './columns.ts';

/** What an event of a clear says of the episode that is over. */
const clearedData = z.object({
  episode: instant,
  occurrence: z.int(),
  cause: z.enum(['recovered', 'superseded', 'removed']),
  clearedAfter: instant,
  clearedBefore: instant,
  durationSeconds: z.number(),
  reasons: z.array(
    z.object({ reason: z.optional(z.string()), errorCode: z.optional(z.string()), since: instant }),
  ),
});

/** Type of the events that end an episode. */
export const clearedType = eventTypeOf('cleared');

/** The episode that a recorded event ended; undefined for any other event, and for one that cannot be read. */
export function endedEpisode({ type, data: raw }: JsonObject): EpisodeRepresentation | undefined {
  const { data } = clearedData.safeParse(raw);
  if (type !== clearedType || !data) return undefined;
  const { reasons, ...cleared } = data;
  return {
    ...cleared,
    open: false,
    began: data.episode,
    reasons: reasons.map(({ reason, errorCode, since }) => ({
      reason: reason || null,
      errorCode: errorCode || null,
      since,
    })),
  };
}
