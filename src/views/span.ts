import { type Instant, instantOf } from '../core/instant.ts';
import type { EpisodeRepresentation } from './episodes.ts';

/** A part of time; without bound where one is undefined. */
export interface Span {
  /** In it. */
  readonly from?: Instant | undefined;
  /** Not in it. */
  readonly to?: Instant | undefined;
}

export function isIn({ from, to }: Span, instant: Instant): boolean {
  return (from === undefined || instant >= from) && (to === undefined || instant < to);
}

/** Whether some of an episode lies in the span. It lasts until its clear at the latest, and an open one for ever. */
export function overlaps({ began, clearedBefore }: EpisodeRepresentation, { from, to }: Span): boolean {
  const since = instantOf(began);
  const beganInTime = to === undefined || since === undefined || since < to;
  return beganInTime && (from === undefined || clearedBefore === null || clearedBefore > from);
}
