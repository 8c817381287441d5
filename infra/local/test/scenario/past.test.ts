import { describe, expect, it } from 'vitest';
import { storeOn } from '../../../../src/table/store.ts';
import { MemoryTable } from '../../../../test/support/memory-table.ts';
import { pastRows } from '../../scenario/past.ts';
import type { PastEpisode } from '../../scenario/scenario.ts';
import { tourApplications, tourPast } from '../../scenario/tour-tenant.ts';

const tenantId = '99999999-9999-4999-8999-999999999999';
const now = Date.parse('2026-09-15T09:12:00.000Z');
const daysBefore = (days: number) => new Date(now - days * 24 * 60 * 60_000).toISOString();

/** The store of a connector that finds such a past in its table. */
async function storeAfter(past: readonly PastEpisode[]) {
  const table = new MemoryTable(tenantId);
  for (const action of pastRows(tenantId, tourApplications, past, now)) await table.transact([action]);
  return storeOn(table);
}

/** The episodes that are read back, in words that a reader can compare. */
async function episodesAfter(past: readonly PastEpisode[]): Promise<string[]> {
  const ended = await (await storeAfter(past)).snapshots.ended(daysBefore(120));
  return ended.map(({ episode: { condition, began, durationSeconds, cause } }) =>
    [condition, began.slice(0, 10), Math.round((durationSeconds ?? 0) / 3600), cause].join(' '),
  );
}

describe('The past of a scenario', () => {
  it.each<[PastEpisode['trouble'], string]>([
    [{ kind: 'quarantined', reason: 'TooManyDeletes' }, 'quarantine 2026-09-05 24 recovered'],
    [{ kind: 'paused' }, 'halt 2026-09-05 24 resumed'],
    [{ kind: 'late' }, 'overdue 2026-09-05 21 caughtUp'],
    [{ kind: 'failing', count: 180 }, 'failures 2026-09-05 24 recovered'],
  ])('holds a trouble such as %j as an episode that began and ended', async (trouble, episode) => {
    expect(await episodesAfter([{ application: 'Zendesk', from: 10, to: 9, trouble }])).toEqual([episode]);
  });

  it('is read back whole, ninety days of it, and nothing of it waits to be sent', async () => {
    expect(await episodesAfter(tourPast)).toHaveLength(tourPast.length);
    const later = await (await storeAfter(tourPast)).snapshots.ended(daysBefore(60));
    expect(later.length).toBeLessThan(tourPast.length);
    const keys = pastRows(tenantId, tourApplications, tourPast, now).map(([, { rowKey }]) => rowKey);
    expect(keys.filter((key) => key.startsWith('outbox|'))).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is of applications that the tour has', () => {
    const names = tourApplications.map(({ principal }) => principal.displayName);
    for (const { application } of tourPast) expect(names).toContain(application);
  });
});
