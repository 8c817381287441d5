import { expect, it } from 'vitest';
import type { Instant } from '../../../src/core/instant.ts';
import { type JobKey, keyOf } from '../../../src/core/job-key.ts';
import type { TransitionOf } from '../../../src/core/transition.ts';
import type { ClaimedStore } from '../../../src/poll/ports.ts';
import { everyPage } from './every-page.ts';
import { arrival, began, change, minute, principal, quarantinedState, recorded } from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const wholePage = { size: 1000, after: undefined };
const key: JobKey = { servicePrincipalId: principal(1), jobId: 'scim.1' };
/** The nth hour of the day on which the episodes were, and its last minute but ten. */
const hour = (n: number) => minute(60 * n);
const late = (n: number) => minute(60 * n + 50);

export function describeEpisodes(makeClaimed: MakeClaimed): void {
  it('gives the episodes that are over out of their clears, newest first, in pages', async () => {
    const { poll, snapshots } = await makeClaimed();
    await recordEpisodes(poll, key, 5);
    await recordEpisodes(poll, { ...key, jobId: 'scim.10' }, 1);

    const pages = await everyPage(2, (page) => snapshots.episodes(key.servicePrincipalId, key.jobId, page));

    const hours = pages.map(({ items }) => items.map(({ began }) => began));
    expect(hours).toEqual([[hour(4), hour(3)], [hour(2), hour(1)], [hour(0)]]);
    expect(pages[2]?.items).toEqual([
      {
        condition: 'quarantine',
        episode: hour(0),
        occurrence: 1,
        published: true,
        open: false,
        began: hour(0),
        clearedAfter: minute(5),
        clearedBefore: arrival(50),
        cause: 'recovered',
        durationSeconds: 50 * 60 + 10,
        reasons: [
          { reason: 'EncounteredQuarantineException', errorCode: 'InvalidCredentials', since: hour(0) },
        ],
      },
    ]);
  });

  it.each([
    [{ from: late(1) }, [4, 3, 2, 1]],
    [{ from: minute(111) }, [4, 3, 2]],
    [{ to: hour(2) }, [1, 0]],
    [{ to: minute(121) }, [2, 1, 0]],
    [{ from: late(1), to: hour(3) }, [2, 1]],
    [{ from: hour(9) }, []],
  ])('gives those of them that overlap %j', async (span, hours) => {
    const { poll, snapshots } = await makeClaimed();
    await recordEpisodes(poll, key, 5);
    const { items } = await snapshots.episodes(key.servicePrincipalId, key.jobId, wholePage, span);
    expect(items.map(({ began }) => began)).toEqual(hours.map(hour));
  });

  it('gives the events of a job that were recorded in a span', async () => {
    const { poll, snapshots } = await makeClaimed();
    const instants = await recordEpisodes(poll, key, 3);
    const ask = (span: object) => snapshots.history(key.servicePrincipalId, key.jobId, wholePage, span);
    const [first = '', second = '', third = ''] = instants;

    expect((await ask({})).items).toHaveLength(6);
    expect((await ask({ from: second, to: third })).items.map(({ recordedAt }) => recordedAt)).toEqual([
      second,
    ]);
    expect((await ask({ from: second })).items).toHaveLength(5);
    expect((await ask({ to: second })).items.map(({ recordedAt }) => recordedAt)).toEqual([first]);
  });

  it('gives all episodes of the tenant whose clear was recorded since then', async () => {
    const { poll, snapshots } = await makeClaimed();
    const odd = { ...key, jobId: 'a job/with an odd id' };
    const instants = await recordEpisodes(poll, key, 3);
    await recordEpisodes(poll, odd, 2);

    const ended = await snapshots.ended(instants[3] ?? '');

    const inOrder = [odd, key].sort((a, b) => (keyOf(a.jobId) < keyOf(b.jobId) ? -1 : 1));
    expect(ended.map(({ episode, ...job }) => [job, episode.began])).toEqual(
      inOrder.flatMap((job) =>
        job === key
          ? [
              [key, hour(2)],
              [key, hour(1)],
            ]
          : [[odd, hour(1)]],
      ),
    );
    expect(await snapshots.ended(hour(9))).toEqual([]);
  });
}

/** Records episodes of an hour each, one an hour; gives the instants at which their events were recorded. */
async function recordEpisodes(store: ClaimedStore, job: JobKey, episodes: number): Promise<Instant[]> {
  const transitions = Array.from({ length: episodes }, (_, n) => {
    const begin = began(job, 2 * n + 1, arrival(60 * n + 5));
    const since = hour(n);
    const reasons = begin.episode.reasons.map((reason) => ({ ...reason, since }));
    const told = { ...begin, episode: { ...begin.episode, name: since, reasons } };
    const clear: TransitionOf<'quarantine'> = {
      ...told,
      kind: 'cleared',
      step: 2 * n + 2,
      sequence: 2 * n + 2,
      recordedAt: arrival(60 * n + 55),
      cause: 'recovered',
      detection: 'confirmed',
      clearedAfter: minute(60 * n + 5),
      clearedBefore: arrival(60 * n + 50),
    };
    return [told, clear];
  }).flat();
  await store.record([change(quarantinedState(job), { events: transitions.map(recorded) })]);
  return transitions.map(({ recordedAt }) => recordedAt);
}
