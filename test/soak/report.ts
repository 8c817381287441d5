import type { Memory } from './clock/messages.ts';
import { minutesOfDay, type Plan } from './plan/plan.ts';
import type { TableRows } from './table-rows.ts';

/** What there is to say at the end of a day; counts are since the begin. */
export interface DayReport {
  /** From 1 on. */
  readonly day: number;
  readonly plan: Plan;
  readonly polls: number;
  readonly events: number;
  readonly rows: TableRows;
  readonly memory: Memory;
  /** The process that the memory is of. */
  readonly pid: number | undefined;
}

/** One line of what a day was, and what is left at its end. */
export function dayLine(
  report: DayReport,
  before: Pick<DayReport, 'polls' | 'events'> = { polls: 0, events: 0 },
): string {
  const { day, polls, events, rows, memory, plan } = report;
  const happened = happenings(plan, (day - 1) * minutesOfDay);
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return (
    `day ${day}: ${polls - before.polls} polls, ${events - before.events} events, ${rows.total} rows, ` +
    `heap ${mib(memory.heapBytes)} MiB, rss ${mib(memory.rssBytes)} MiB; ${happened.join(', ')}`
  );
}

function happenings({ deeds, outages, replacements }: Plan, from: number): string[] {
  const isToday = (minute: number) => minute >= from && minute < from + minutesOfDay;
  const changes = deeds.filter(({ minute }) => isToday(minute)).length;
  const others = [
    ...outages.map((each) => ({
      minute: each.from,
      words: `${each.service} away for ${each.until - each.from} min`,
    })),
    ...replacements.map(({ minute, build, overlaps }) => ({
      minute,
      words: `${build === 'now' ? 'this' : 'the previous'} build deployed${overlaps ? ', two polled at once' : ''}`,
    })),
  ]
    .filter(({ minute }) => isToday(minute))
    .sort((one, other) => one.minute - other.minute)
    .map(({ minute, words }) => `${timeOfDay(minute)} ${words}`);
  return [`${changes} changes in Entra`, ...others];
}

/** Such as 08:05. */
export function timeOfDay(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60) % 24, minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
