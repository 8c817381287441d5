import { describe, expect, test } from 'vitest';
import { disorderIn, FeedReader } from '../../infra/local/subscriber/feed-reader.ts';
import { StoreError, TakenOverError } from '../../src/core/errors.ts';
import { serve } from '../../src/http/errors.ts';
import { getEvents } from '../../src/http/get-events.ts';
import type { HttpResponse } from '../../src/http/response.ts';
import { healthyJob, quarantinedJob, series1, series2 } from '../support/jobs.ts';
import { MemoryStateStore } from '../support/memory-state-store.ts';
import { TenantRig } from '../support/tenant-rig.ts';

const day = 24 * 60;
const silentLog = { info: () => undefined, error: () => undefined };

/** Asks the route over the rows that the rig has at that moment. */
async function ask(rig: TenantRig, query: string): Promise<HttpResponse> {
  const context = {
    tenantId: '99999999-9999-4999-8999-999999999999',
    tenantName: undefined,
    feed: rig.store.feed,
    publicUrl: undefined,
  };
  const request = {
    method: 'GET',
    url: `http://localhost:7071/api/events${query}`,
    headers: new Headers(),
    params: {},
  };
  return await serve(request, silentLog, () => getEvents(request, context));
}

function readerOf(rig: TenantRig): FeedReader {
  return new FeedReader(async (query) => {
    const { status, body } = await ask(rig, query);
    return { status, body: JSON.parse(body ?? 'null') };
  });
}

/** The ids of what was sent, each once, in the order of its first time. */
const sentIds = (rig: TenantRig) => [...new Set(rig.sent.map(({ id }) => id))];
const readIds = (reader: FeedReader) => reader.events.map(({ id }) => id);

/** The reader has each event that was sent, in one order, once. */
function expectTold(rig: TenantRig, reader: FeedReader): void {
  expect(disorderIn(reader.events)).toEqual([]);
  expect(readIds(reader).toSorted()).toEqual(sentIds(rig).toSorted());
}

const principals = ['sp-0', 'sp-1', 'sp-2', 'sp-3', 'sp-4'];

/** A quarantine of every other job begins, the others are over. */
function turn(rig: TenantRig, round: number): void {
  for (const [n, principal] of principals.entries())
    rig.source.set(principal, [(n + round) % 2 === 0 ? quarantinedJob(series1) : healthyJob()]);
}

describe('a reader that remembers one number misses nothing and sees nothing twice', () => {
  test('whenever it reads: after each write, and by pages of one', async () => {
    const rig = new TenantRig();
    const [often, rarely] = [readerOf(rig), readerOf(rig)];
    let reading = Promise.resolve();
    rig.store.table.committed.add(() => {
      reading = reading.then(() => often.read(1));
    });
    for (let round = 0; round < 12; round++) {
      turn(rig, round >> 1);
      await rig.poll();
      await reading;
      if (round % 5 === 0) await rarely.read();
    }
    await rarely.read(2);
    expect(often.events.length).toBeGreaterThan(20);
    expectTold(rig, often);
    expectTold(rig, rarely);
    expect(rarely.events).toEqual(often.events);
  });

  test('though two runs work at once, and one stalls and is overtaken', async () => {
    const rig = new TenantRig();
    const reader = readerOf(rig);
    const other = new TenantRig();
    other.store = new MemoryStateStore(rig.store.table);
    const { reached, release } = stallAt(rig, 'record');
    turn(rig, 0);
    turn(other, 0);
    const slow = rig.run();
    await reached;
    await reader.read();
    other.pass(30);
    await other.poll();
    await reader.read();
    release();
    await expect(slow).rejects.toThrow(TakenOverError);
    turn(other, 1);
    for (let n = 0; n < 3; n++) await other.poll();
    await reader.read();
    expect(rig.sent).toEqual([]);
    expectTold(other, reader);
  });

  test.each(['before', 'after'] as const)(
    'though the write of an event fails %s it took effect',
    async (when) => {
      const rig = new TenantRig();
      const reader = readerOf(rig);
      for (let round = 0; round < 8; round++) {
        turn(rig, round >> 1);
        failNext(rig, 'record', when);
        await rig.poll();
        await reader.read();
      }
      expect(reader.events.length).toBeGreaterThan(10);
      expectTold(rig, reader);
    },
  );

  test('though the bus is away: the feed goes on, and says in the end what the bus says', async () => {
    const rig = new TenantRig();
    const reader = readerOf(rig);
    rig.store.fault = (call) => {
      if (call === 'waiting') throw new StoreError('Away', 'the outbox cannot be read');
    };
    turn(rig, 0);
    await rig.poll();
    await reader.read();
    expect(reader.events).toHaveLength(3);
    rig.store.fault = () => undefined;
    await rig.poll();
    await reader.read();
    expectTold(rig, reader);
  });

  test('though events are sent once more', async () => {
    const rig = new TenantRig();
    const reader = readerOf(rig);
    turn(rig, 0);
    await rig.poll();
    await reader.read();
    const [first] = reader.events;
    await rig.store.feed.resend(first?.number ?? 0, rig.now);
    await reader.read();
    turn(rig, 1);
    for (let n = 0; n < 2; n++) await rig.poll();
    await reader.read();
    expectTold(rig, reader);
    expect(rig.sent.filter(({ id }) => id === first?.id)).toHaveLength(2);
    expect(reader.restarts).toBe(0);
  });

  test.each(['that reads before the next event', 'that reads after it'])(
    'though the table is lost: one %s',
    async (which) => {
      const rig = new TenantRig();
      const reader = readerOf(rig);
      turn(rig, 0);
      await rig.poll();
      await reader.read();
      rig.loseTable();
      if (which === 'that reads before the next event') await reader.read();
      await rig.poll();
      await reader.read();
      turn(rig, 1);
      for (let n = 0; n < 2; n++) await rig.poll();
      await reader.read();
      expect(reader.restarts).toBe(1);
      expectTold(rig, reader);
    },
  );

  test.each(['that reads before the next event', 'that reads after it'])(
    'though the table is set back: one %s',
    async (which) => {
      const rig = new TenantRig();
      const reader = readerOf(rig);
      rig.source.set('sp-0', [quarantinedJob(series1)]);
      rig.source.set('sp-1', [healthyJob()]);
      await rig.poll();
      const backup = [...rig.store.table.rows].map(([key, row]) => [key, { ...row }] as const);
      rig.source.set('sp-1', [quarantinedJob(series1)]);
      await rig.poll();
      await reader.read();
      rig.store.table.rows.clear();
      for (const [key, row] of backup) rig.store.table.rows.set(key, { ...row, etag: `W/"again ${key}"` });
      rig.pass(60);
      const isEarly = which === 'that reads before the next event';
      if (isEarly) await reader.read();
      rig.source.set('sp-1', [quarantinedJob(series2)]);
      for (let n = 0; n < 2; n++) await rig.poll();
      await reader.read();
      expect(reader.restarts).toBe(isEarly ? 1 : 0);
      expect(new Set(readIds(reader)).size).toBe(reader.events.length);
      expect(readIds(reader).toSorted()).toEqual(sentIds(rig).toSorted());
    },
  );

  test('and one that comes back after RETENTION is told that it missed something, and where to go on', async () => {
    const rig = new TenantRig();
    const reader = readerOf(rig);
    rig.source.set('sp-0', [quarantinedJob(series1)]);
    await rig.poll();
    await reader.read();
    for (const job of [healthyJob(), healthyJob(), quarantinedJob(series2)]) {
      rig.source.set('sp-0', [job]);
      await rig.poll();
    }
    rig.pass(3 * day);
    rig.source.set('sp-0', [healthyJob()]);
    for (let n = 0; n < 3; n++) await rig.poll({ retentionMs: 24 * 60 * 60_000 });
    const { status, body = '' } = await ask(rig, `?after=${reader.after}`);
    expect(status).toBe(410);
    expect(JSON.parse(body)).toMatchObject({
      error: { code: 'FeedPositionGone', target: 'after' },
      after: expect.any(Number),
    });
    await reader.read();
    expect(reader.restarts).toBe(1);
    expect(disorderIn(reader.events)).toEqual([]);
    // What came after the deleted ones is there.
    expect(readIds(reader)).toEqual([rig.sent[0]?.id, ...rig.sent.slice(-1).map(({ id }) => id)]);
  });

  test('and is told where what it reads is deleted at that moment', async () => {
    const rig = new TenantRig();
    const reader = readerOf(rig);
    turn(rig, 0);
    await rig.poll();
    await reader.read(1);
    turn(rig, 1);
    for (let n = 0; n < 2; n++) await rig.poll();
    const { table } = rig.store;
    const pages = table.pages.bind(table);
    let deletes = 0;
    table.pages = async function* (range, query) {
      if (range.from.startsWith('event|') && query.where !== undefined && deletes++ === 0) {
        for (const [key, row] of [...table.rows]) {
          if (key.startsWith('event|')) table.rows.delete(key);
          if (key === 'run|feed') table.rows.set(key, { ...row, prunedThrough: row.last });
        }
      }
      yield* pages(range, query);
    };
    await reader.read();
    expect(deletes).toBeGreaterThan(0);
    expect(reader.restarts).toBe(1);
  });
});

test('an idle question costs one point read', async () => {
  const rig = new TenantRig();
  const reader = readerOf(rig);
  turn(rig, 0);
  await rig.poll();
  await reader.read();
  const before = rig.store.table.requests;
  await reader.read();
  expect(rig.store.table.requests - before).toBe(1);
});

/** Holds the next call of a kind back until it is released. */
function stallAt(rig: TenantRig, call: string) {
  let release = () => {};
  let arrive = () => {};
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  rig.store.fault = async (made, when) => {
    if (made !== call || when !== 'before') return;
    rig.store.fault = () => undefined;
    arrive();
    await released;
  };
  return { reached, release };
}

/** Makes the next call of a kind fail. */
function failNext(rig: TenantRig, call: string, at: 'before' | 'after'): void {
  rig.store.fault = (made, when) => {
    if (made !== call || when !== at) return;
    rig.store.fault = () => undefined;
    throw new StoreError('Lost', 'no answer came');
  };
}
