import { describe, expect, it } from 'vitest';
import { BadPageError } from '../../../src/core/errors.ts';
import type { JobState } from '../../../src/core/state.ts';
import { everyPage } from './every-page.ts';
import {
  allWaiting,
  arrival,
  change,
  create,
  everyRecord,
  jobState,
  principal,
  quarantinedState,
  recordedEvent,
  removedState,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const wholePage = { size: 1000, after: undefined };
const today = '2026-06-01T00:00:00.000Z';

export function describeReading(makeClaimed: MakeClaimed): void {
  it('is empty at first', async () => {
    const { poll, snapshots } = await makeClaimed();
    expect(await poll.load()).toEqual({ jobs: [], unread: [], damaged: [], waiting: 0 });
    expect(await poll.reload(jobState())).toBeUndefined();
    expect(await allWaiting(poll)).toEqual([]);
    expect(await snapshots.job(principal(1), 'scim.1')).toBeUndefined();
    expect(await snapshots.jobs(['quiet'], wholePage)).toEqual({ items: [], next: undefined });
    expect(await snapshots.history(principal(1), 'scim.1', wholePage)).toEqual({
      items: [],
      next: undefined,
    });
    expect(await snapshots.survey(['quiet', 'unreadable'])).toEqual({
      jobs: [],
      unread: [],
      damaged: [],
      backlog: { waiting: 0, oldest: undefined },
    });
  });

  describe('jobs in pages', () => {
    const listed = (n: number): JobState => {
      const servicePrincipalId = principal(n);
      // Most rows are of another state than each that is asked for, so that a page has to pass over them.
      if (n % 7 === 0) return quarantinedState({ servicePrincipalId });
      if (n % 7 === 1) return removedState({ servicePrincipalId });
      if (n % 7 === 2) return quarantinedState({ servicePrincipalId, unwatchedSince: today });
      if (n % 7 === 3) return jobState({ servicePrincipalId, conditions: halted });
      return jobState({ servicePrincipalId });
    };
    const halted = { ...jobState().conditions, halt: everyRecord.halt };
    const all = Array.from({ length: 105 }, (_, n) => listed(n));

    it.each([
      { rows: ['open'], residues: [0, 3] },
      { rows: ['removed'], residues: [1] },
      { rows: ['unwatched'], residues: [2] },
      { rows: ['quiet'], residues: [4, 5, 6] },
      { rows: ['open', 'quiet'], residues: [0, 3, 4, 5, 6] },
      { rows: ['open', 'unwatched', 'removed'], residues: [0, 1, 2, 3] },
    ] as const)(
      'gives those that are $rows, each once, every page but the last filled',
      async ({ rows, residues }) => {
        const { poll, snapshots } = await makeClaimed();
        await create(poll, all);

        const pages = await everyPage(4, (page) => snapshots.jobs(rows, page));

        const expected = all.filter((_, n) => residues.some((residue) => n % 7 === residue));
        expect(pages.flatMap(({ items }) => items)).toEqual(expected);
        expect(pages.slice(0, -1).every(({ items }) => items.length === 4)).toBe(true);
        expect(pages).toHaveLength(Math.ceil(expected.length / 4));
        expect((await snapshots.survey(rows)).jobs).toEqual(expected);
      },
    );

    it('gives those of them that are wanted, every page but the last filled', async () => {
      const { poll, snapshots } = await makeClaimed();
      await create(poll, all);
      const isWanted = ({ servicePrincipalId }: JobState) => /[05]-/.test(servicePrincipalId.slice(0, 9));
      const rows = ['quiet', 'open'] as const;
      const pages = await everyPage(4, (page) => snapshots.jobs(rows, page, isWanted));
      const expected = all.filter((job, n) => [0, 3, 4, 5, 6].includes(n % 7) && isWanted(job));
      expect(expected.length).toBeGreaterThan(8);
      expect(pages.flatMap(({ items }) => items)).toEqual(expected);
      expect(pages).toHaveLength(Math.ceil(expected.length / 4));
    });

    it('gives those of one service principal, and takes no place of another list for one of theirs', async () => {
      const { poll, snapshots } = await makeClaimed();
      const mine = ['scim.1', 'scim.2', 'scim.3'].map((jobId) =>
        jobState({ servicePrincipalId: principal(1), jobId }),
      );
      await create(poll, [...mine, jobState({ servicePrincipalId: principal(2) })]);
      const ask = (after: string | undefined, servicePrincipalId: string) =>
        snapshots.jobs(['quiet'], { size: 2, after }, undefined, servicePrincipalId);
      const first = await ask(undefined, principal(1));
      expect(first.items).toEqual(mine.slice(0, 2));
      expect(await ask(first.next, principal(1))).toEqual({ items: mine.slice(2), next: undefined });
      await expect(async () => ask(first.next, principal(2))).rejects.toThrow(BadPageError);
      expect((await ask(undefined, principal(3))).items).toEqual([]);
    });

    it('says that a page which holds the last one is the last', async () => {
      const { poll, snapshots } = await makeClaimed();
      await create(poll, all.slice(0, 8));
      const page = await snapshots.jobs(['removed', 'unwatched'], { size: 2, after: undefined });
      expect(page.items).toHaveLength(2);
      expect(page.next).toBeUndefined();
    });

    it('gives a page of 1,000', async () => {
      const { poll, snapshots } = await makeClaimed();
      await create(
        poll,
        Array.from({ length: 1001 }, (_, n) => jobState({ servicePrincipalId: principal(n) })),
      );
      const pages = await everyPage(1000, (page) => snapshots.jobs(['quiet'], page));
      expect(pages.map(({ items }) => items.length)).toEqual([1000, 1]);
    });
  });

  it('gives the history of one job newest first, in pages', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState({ jobId: 'scim.1' });
    const others = [
      quarantinedState({ jobId: 'scim.10' }),
      quarantinedState({ servicePrincipalId: principal(9) }),
    ];
    const events = Array.from({ length: 11 }, (_, n) => recordedEvent(state, n + 1));
    await poll.record([change(state, { events })]);
    for (const other of others) await poll.record([change(other, { events: [recordedEvent(other, 1)] })]);

    const pages = await everyPage(4, (page) =>
      snapshots.history(state.servicePrincipalId, state.jobId, page),
    );

    expect(pages.map(({ items }) => items.map(({ sequence }) => sequence))).toEqual([
      [11, 10, 9, 8],
      [7, 6, 5, 4],
      [3, 2, 1],
    ]);
  });

  it.each(['', 'x', '!', 'bGF0ZXN0fA==', Buffer.from("latest|' or true").toString('base64url')])(
    'refuses %j as the start of a page',
    async (after) => {
      const { poll, snapshots } = await makeClaimed();
      const state = quarantinedState();
      await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);
      const page = { size: 1, after };
      await expect(async () =>
        snapshots.history(state.servicePrincipalId, state.jobId, page),
      ).rejects.toThrow(BadPageError);
    },
  );

  it('refuses the page of another job, and that of another list', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState();
    const other = quarantinedState({ jobId: 'scim.2' });
    for (const each of [state, other]) {
      await poll.record([change(each, { events: [recordedEvent(each, 1), recordedEvent(each, 2)] })]);
    }
    const size = 1;
    const { next } = await snapshots.history(state.servicePrincipalId, state.jobId, {
      size,
      after: undefined,
    });
    expect(next).toMatch(/^[\w-]+$/);

    const page = { size, after: next };
    await expect(async () => snapshots.history(other.servicePrincipalId, other.jobId, page)).rejects.toThrow(
      BadPageError,
    );
    await expect(async () => snapshots.jobs(['open'], page)).rejects.toThrow(BadPageError);
  });

  it('tells the jobs that could not be read, and since when events wait', async () => {
    const { poll, snapshots } = await makeClaimed();
    const unreadable = quarantinedState({
      servicePrincipalId: principal(1),
      unreadable: { since: today, cause: 'http403', detail: 'Grant it.' },
    });
    const waiting = quarantinedState({ servicePrincipalId: principal(2) });
    await create(poll, [unreadable, jobState({ servicePrincipalId: principal(3) })]);
    const events = [recordedEvent(waiting, 1, arrival(7)), recordedEvent(waiting, 2, arrival(8))];
    await poll.record([change(waiting, { events })]);

    expect(await snapshots.survey(['unreadable'])).toEqual({
      jobs: [unreadable],
      unread: [],
      damaged: [],
      backlog: { waiting: 2, oldest: arrival(7) },
    });
    expect(await poll.backlog()).toEqual({ waiting: 2, oldest: arrival(7) });
  });
}
