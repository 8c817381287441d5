import { type Instant, laterOf } from '../core/instant.ts';
import type { WaitingEvent } from '../poll/ports.ts';

/**
 * Oldest first, except that no event comes before an earlier one of its job: two instances of the connector may have
 * clocks that disagree.
 *
 * @param events each job's in order of their sequence
 */
export function oldestFirst(events: readonly WaitingEvent[]): WaitingEvent[] {
  const lastOfJob = new Map<string, Instant>();
  const timed = events.map((event) => {
    const { sessionId } = event.event;
    const at = laterOf(event.recordedAt, lastOfJob.get(sessionId));
    lastOfJob.set(sessionId, at);
    return { event, at };
  });
  return timed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ event }) => event);
}
