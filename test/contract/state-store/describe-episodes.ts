import { expect, it } from 'vitest';
import { toEvent } from '../../../src/core/cloud-event.ts';
import { keyOf } from '../../../src/core/job-key.ts';
import type { JobKey } from '../../../src/core/state.ts';
import type { RecordedEvent, StateStore } from '../../../src/poll/ports.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import type { MakeStore } from './describe-state-store.ts';
import { everyPage } from './every-page.ts';
import { change, principal, quarantinedState, telling } from './job-changes.ts';

const wholePage = { size: 1000, after: undefined };
const key: JobKey = { servicePrincipalId: principal(1), jobId: 'scim.1' };
/** The nth hour of the day on which the episodes were, and its last minute but ten. */
const hour = (n: number) => History.minute(60 * n);
const late = (n: number) => History.minute(60 * n + 50);

export function describeEpisodes(makeStore: MakeStore): void {
  it('gives the episodes that are over out of their clears, newest first, in pages', async () => {
    const { poll, snapshots } = await makeStore();
    await recordEpisodes(poll, key, 5);
    await recordEpisodes(poll, { ...key, jobId: 'scim.10' }, 1);

    const pages = await everyPage(2, (page) => snapshots.episodes(key.servicePrincipalId, key.jobId, page));

    const hours = pages.map(({ items }) => items.map(({ began }) => began));
    expect(hours).toEqual([[hour(4), hour(3)], [hour(2), hour(1)], [hour(0)]]);
    expect(pages[2]?.items).toEqual([
      {
        episode: hour(0),
        occurrence: 1,
        open: false,
        began: hour(0),
        clearedAfter: History.minute(5),
        clearedBefore: History.arrival(50),
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
    [{ from: History.minute(111) }, [4, 3, 2]],
    [{ to: hour(2) }, [1, 0]],
    [{ to: History.minute(121) }, [2, 1, 0]],
    [{ from: late(1), to: hour(3) }, [2, 1]],
    [{ from: hour(9) }, []],
  ])('gives those of them that overlap %j', async (span, hours) => {
    const { poll, snapshots } = await makeStore();
    await recordEpisodes(poll, key, 5);
    const { items } = await snapshots.episodes(key.servicePrincipalId, key.jobId, wholePage, span);
    expect(items.map(({ began }) => began)).toEqual(hours.map(hour));
  });

  it('gives the events of a job that were recorded in a span', async () => {
    const { poll, snapshots } = await makeStore();
    const recorded = await recordEpisodes(poll, key, 3);
    const ask = (span: object) => snapshots.history(key.servicePrincipalId, key.jobId, wholePage, span);
    const [first = '', second = '', third = ''] = recorded;

    expect((await ask({})).items).toHaveLength(6);
    expect((await ask({ from: second, to: third })).items.map(({ recordedAt }) => recordedAt)).toEqual([
      second,
    ]);
    expect((await ask({ from: second })).items).toHaveLength(5);
    expect((await ask({ to: second })).items.map(({ recordedAt }) => recordedAt)).toEqual([first]);
  });

  it('gives all episodes of the tenant whose clear was recorded since then', async () => {
    const { poll, snapshots } = await makeStore();
    const odd = { ...key, jobId: 'a job/with an odd id' };
    const recorded = await recordEpisodes(poll, key, 3);
    await recordEpisodes(poll, odd, 2);

    const ended = await snapshots.ended(recorded[3] ?? '');

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

  it('gives the reason of the quarantine of a clear that was recorded before reasons were kept', async () => {
    const { poll, snapshots } = await makeStore();
    await recordEpisodes(poll, key, 1, ({ reasons: _, ...data }) => data);
    const [ended] = await snapshots.ended(hour(0));
    expect(ended?.episode.reasons).toEqual([
      { reason: 'EncounteredQuarantineException', errorCode: 'InvalidCredentials', since: hour(0) },
    ]);
  });
}

/** Records episodes of an hour each, one an hour; gives the instants at which their events were recorded. */
async function recordEpisodes(
  store: StateStore,
  job: JobKey,
  episodes: number,
  alter = (data: Record<string, unknown>) => data,
): Promise<string[]> {
  const history = new History();
  for (let n = 0; n < episodes; n++) {
    history.read(n * 60 + 5, quarantinedJob(hour(n)));
    history.read(n * 60 + 50, healthyJob());
    history.read(n * 60 + 55, healthyJob());
  }
  const events = history.told.map((told): RecordedEvent => {
    const transition = { ...told, ...job };
    const event = toEvent(transition, telling);
    const cloudEvent = JSON.parse(new TextDecoder().decode(event.body));
    const body = new TextEncoder().encode(JSON.stringify({ ...cloudEvent, data: alter(cloudEvent.data) }));
    return { transition, event: { ...event, body } };
  });
  await store.record(change(quarantinedState(job), { events }));
  return history.told.map(({ recordedAt }) => recordedAt);
}
