import * as z from 'zod/mini';
import type { Instant } from '../core/instant.ts';
import type { Span } from '../core/span.ts';
import { invalid } from './query.ts';

const date = z.iso.date();
const dateTime = z.iso.datetime({ offset: true });

/** The part of time that `from` and `to` name. @throws RequestError for one that is no time, and for a span that is none */
export function readSpan(query: { from?: string; to?: string }): Span {
  const [from, to] = [readInstant('from', query.from), readInstant('to', query.to)];
  if (from !== undefined && to !== undefined && from >= to)
    throw invalid(
      'from',
      `has to be before 'to': what is asked for runs from the one up to, and without, the other`,
    );
  return { from, to };
}

/** A date stands for its first instant in UTC. */
function readInstant(name: 'from' | 'to', text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const isUsable = date.safeParse(text).success || dateTime.safeParse(text).success;
  const instant = isUsable && !Number.isNaN(Date.parse(text)) ? new Date(Date.parse(text)).toISOString() : '';
  // An offset can lead out of the years that compare as text.
  if (!/^\d{4}-/.test(instant)) {
    const fix = 'such as 2026-03-01 or 2026-03-01T08:00:00Z (in a URL the + of an offset is %2B)';
    throw invalid(name, `is not a date or a date-time of RFC 3339, ${fix}`);
  }
  return instant;
}
