import type { ReceivedMessage } from '../../../infra/local/subscriber/received-message.ts';
import type { DayReport } from '../report.ts';
import type { TableRows } from '../table-rows.ts';

const hourMs = 60 * 60_000;
/** What is old is deleted after a discovery, which comes once an hour; an outage may put that off by another one. */
const pruningHours = 3;
/** The run row and its fellows, and what a run that just ended may have left. */
const fewRows = 10;

export interface RowLimits {
  readonly now: number;
  readonly retentionHours: number;
  readonly messages: readonly ReceivedMessage[];
}

/** What is wrong with how many rows the table holds, at an hour at which nothing is away. */
export function checkRows(rows: TableRows, { now, retentionHours, messages }: RowLimits): string[] {
  const { counts, total, oldestEvent = now } = rows;
  const keptFrom = now - (retentionHours + pruningHours) * hourMs;
  const keptEvents = messages.filter(({ at }) => Date.parse(at) >= keptFrom).length;
  const countOf = (kind: string) => counts.get(kind) ?? 0;
  const wrong: string[] = [];
  if (oldestEvent < keptFrom)
    wrong.push(
      `an event of ${new Date(oldestEvent).toISOString()} is still there, and RETENTION is PT${retentionHours}H`,
    );
  for (const kind of ['event', 'transition'])
    if (countOf(kind) > keptEvents)
      wrong.push(`${countOf(kind)} rows ${kind}|, for ${keptEvents} events within RETENTION`);
  for (const kind of ['outbox', 'notread'])
    if (countOf(kind) > 0) wrong.push(`${countOf(kind)} rows ${kind}| on a calm day`);
  const others = total - countOf('latest') - countOf('event') - countOf('transition');
  if (others > fewRows) wrong.push(`${others} rows that hold neither a job, nor an event, nor history`);
  return wrong;
}

/** It is to find what grows by each poll: 7 KB of each of them made x1.17 of a week, and without them it was x1.03. */
const mostHeapGrowth = 1.1;
/** Generous: what a process has freed it keeps for a while. */
const mostRssGrowth = 2;

/** The memory of the last day beside that of the second one, where one process lived through both. */
export function checkMemory(days: readonly DayReport[]): {
  readonly words: string;
  readonly wrong: readonly string[];
} {
  const [, second, third] = days;
  const last = days.at(-1);
  if (!second || !third || !last || second.pid !== last.pid)
    return { words: 'memory not judged: that takes three days at least', wrong: [] };
  const heap = last.memory.heapBytes / second.memory.heapBytes;
  const rss = last.memory.rssBytes / second.memory.rssBytes;
  const words = `heap x${heap.toFixed(2)}, rss x${rss.toFixed(2)} from day 2 to day ${last.day}`;
  const isFlat = heap <= mostHeapGrowth && rss <= mostRssGrowth;
  return {
    words,
    wrong: isFlat ? [] : [`memory grows: ${words} (at most x${mostHeapGrowth} and x${mostRssGrowth})`],
  };
}
