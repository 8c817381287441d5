import type { Backlog } from '../poll/ports.ts';
import { outboxRows } from './keys.ts';
import type { Table } from './table.ts';

/** Counts the outbox, and looks for its oldest event. */
export async function readBacklog(table: Table): Promise<Backlog> {
  let waiting = 0;
  let oldest: string | undefined;
  for await (const page of table.pages(outboxRows, { columns: ['recordedAt'] })) {
    waiting += page.length;
    for (const { recordedAt } of page) {
      if (typeof recordedAt === 'string' && (oldest === undefined || recordedAt < oldest))
        oldest = recordedAt;
    }
  }
  return { waiting, oldest };
}
