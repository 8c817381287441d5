import type { ColdStart } from '../cold-start/measure-cold-start.ts';
import type { EventTime } from '../events/measure-events.ts';
import type { HttpLoad } from '../http/measure-http.ts';
import { markdownTable, rounded } from './markdown.ts';

export function eventReport(times: readonly EventTime[]): string {
  const rows = times.map(({ events, milliseconds }) => [
    events,
    rounded(milliseconds),
    rounded(milliseconds / events),
  ]);
  return markdownTable(['events at once', 'ms from read to acknowledgement', 'ms an event'], rows);
}

/** The first load is the one that the others are compared with. */
export function httpReport(loads: readonly HttpLoad[]): string {
  const [bare] = loads;
  const rows = loads.map(({ what, perSecond, median, p99, bytes }) => [
    what,
    rounded(perSecond),
    rounded((bare?.perSecond ?? Number.NaN) / perSecond),
    median,
    p99,
    rounded(bytes),
  ]);
  return markdownTable(['answer', 'a second', 'bare rows in its place', 'p50 ms', 'p99 ms', 'bytes'], rows);
}

export function coldStartReport(starts: readonly ColdStart[]): string {
  const rows = starts.map(({ path, bundled, unbundled }) => [
    path,
    rounded(bundled),
    rounded(unbundled),
    rounded(bundled / unbundled),
  ]);
  return markdownTable(['from the start of Node to the end of', 'bundled ms', 'unbundled ms', 'ratio'], rows);
}
