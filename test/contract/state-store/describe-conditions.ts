import { describe, expect, it } from 'vitest';
import { type ConditionType, conditionTypes, type Stream } from '../../../src/contract/events/event-names.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { Transition } from '../../../src/core/transition.ts';
import type { SurveyedJobs } from '../../../src/views/ports.ts';
import { isOfAny } from '../../support/job-kinds.ts';
import { everyPage } from './every-page.ts';
import {
  allWaiting,
  arrival,
  began,
  change,
  create,
  everyKindOfState,
  everyRecord,
  haltBegan,
  haltCleared,
  jobState,
  minute,
  principal,
  pruned,
  quarantinedState,
  recorded,
  removed,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const wholePage = { size: 1000, after: undefined };
const today = '2026-06-01T00:00:00.000Z';
const job = { servicePrincipalId: principal(1), jobId: 'scim.1' };
const { servicePrincipalId, jobId } = job;

/** A life: only the quarantine is published, and that the job was removed. */
const halt = haltBegan(job, 2, arrival(2), undefined);
const life: readonly Transition[] = [
  began(job, 1, arrival(1)),
  halt,
  haltCleared(halt, 3, arrival(3), undefined),
  { ...began(job, 2, arrival(4)), step: 4 },
  removed(job, 5, arrival(5), 1),
];

export function describeConditions(makeClaimed: MakeClaimed): void {
  const lived = async () => {
    const made = await makeClaimed();
    await made.poll.record([change(quarantinedState(job), { events: life.map(recorded) })]);
    return made;
  };

  it('records what is not published, and never gives it to be sent', async () => {
    const { poll, snapshots } = await lived();
    expect((await allWaiting(poll)).map(({ sequence, event }) => [sequence, event.type])).toEqual([
      [1, 'entra.provisioning.quarantine.began'],
      [2, 'entra.provisioning.quarantine.began'],
      [1, 'entra.provisioning.job.removed'],
    ]);
    expect((await poll.load()).waiting).toBe(3);
    expect(await poll.backlog()).toEqual({ waiting: 3, oldest: arrival(1) });
    const { items } = await snapshots.history(servicePrincipalId, jobId, wholePage);
    expect(items.map(({ step, condition, sequence }) => [step, condition, sequence])).toEqual([
      [5, 'job', 1],
      [4, 'quarantine', 2],
      [3, 'halt', undefined],
      [2, 'halt', undefined],
      [1, 'quarantine', 1],
    ]);
    expect(items[2]?.event).toEqual(bodyOf(life[2]));
    expect(items[2]?.event).not.toHaveProperty('sequence');
  });

  it('numbers what is not published with all else, in the order in which it happened', async () => {
    const { poll } = await makeClaimed();
    const events = [haltBegan(job, 1, arrival(1), undefined), began(job, 2, arrival(1))].map(recorded);
    await poll.record([change(quarantinedState(job), { events })]);
    expect((await allWaiting(poll)).map(({ number }) => number)).toEqual([Date.parse(arrival(1)) + 1]);
  });

  it('refuses a step that was recorded already, whole, though it is not published', async () => {
    const { poll } = await lived();
    const other = quarantinedState({ ...job, hash: 'again' });
    const stored = await poll.reload(job);
    const events = [haltBegan(job, 3, arrival(9), undefined)].map(recorded);
    expect(await poll.record([change(other, { version: stored?.version, events })])).toBe(0);
    expect(await poll.reload(job)).toEqual(stored);
  });

  it('prunes what is not published with its history', async () => {
    const { poll, snapshots } = await lived();
    expect(await pruned(poll, today)).toBe(4);
    await poll.acknowledge(await allWaiting(poll));
    expect(await pruned(poll, today)).toBe(6);
    expect((await snapshots.history(servicePrincipalId, jobId, wholePage)).items).toEqual([]);
  });

  const asked: [Stream[], number[]][] = [
    [['quarantine'], [4, 1]],
    [['halt'], [3, 2]],
    [['overdue'], []],
    [[], []],
    [['job'], [5]],
    [
      ['job', 'halt'],
      [5, 3, 2],
    ],
    [
      ['quarantine', 'halt', 'overdue', 'failures'],
      [4, 3, 2, 1],
    ],
    [
      ['quarantine', 'halt', 'overdue', 'failures', 'job'],
      [5, 4, 3, 2, 1],
    ],
  ];
  it.each(asked)('gives the history of %j alone, in pages', async (about, steps) => {
    const { snapshots } = await lived();
    const pages = await everyPage(2, (page) => snapshots.history(servicePrincipalId, jobId, page, { about }));
    expect(pages.flatMap(({ items }) => items.map(({ step }) => step))).toEqual(steps);
    expect(pages).toHaveLength(Math.max(1, Math.ceil(steps.length / 2)));
    const span = { from: arrival(2), to: arrival(4) };
    const part = await snapshots.history(servicePrincipalId, jobId, wholePage, { about, ...span });
    expect(part.items.map(({ step }) => step)).toEqual(steps.filter((step) => step === 2 || step === 3));
  });

  it('gives the episodes of each condition, published or not, and those of one alone', async () => {
    const { poll, snapshots } = await makeClaimed();
    const first = haltBegan(job, 1, arrival(1), undefined);
    const second = haltBegan(job, 3, arrival(3), 7);
    const quarantine = { ...began(job, 5, arrival(5)), episode: { ...second.episode, name: arrival(5) } };
    const transitions: Transition[] = [
      first,
      haltCleared(first, 2, arrival(2), undefined),
      second,
      haltCleared(second, 4, arrival(4), 8),
      quarantine,
      { ...quarantine, ...ended, step: 6, sequence: 6, recordedAt: arrival(6) },
    ];
    await poll.record([change(jobState(job), { events: transitions.map(recorded) })]);
    const episodes = async (...about: ConditionType[]) =>
      (await snapshots.episodes(servicePrincipalId, jobId, wholePage, about.length > 0 ? { about } : {}))
        .items;

    expect(await episodes()).toMatchObject([
      { condition: 'quarantine', began: arrival(5), cause: 'recovered', published: true },
      { condition: 'halt', began: arrival(3), cause: 'resumed', published: true },
      { condition: 'halt', began: arrival(1), cause: 'resumed', published: false },
    ]);
    expect((await episodes('halt'))[1]).toEqual({
      condition: 'halt',
      episode: arrival(1),
      occurrence: 1,
      published: false,
      open: false,
      began: arrival(1),
      clearedAfter: arrival(1),
      clearedBefore: arrival(2),
      cause: 'resumed',
      durationSeconds: 60,
      reasons: [{ reason: 'paused', errorCode: null, since: arrival(1) }],
    });
    expect(await episodes('quarantine')).toMatchObject([{ condition: 'quarantine' }]);
    expect(await episodes('overdue', 'failures')).toEqual([]);
    const none = await snapshots.episodes(servicePrincipalId, jobId, wholePage, { about: [] });
    expect(none).toEqual({ items: [], next: undefined });

    const other = { ...job, jobId: 'scim.2' };
    const late = haltBegan(other, 1, arrival(7), undefined);
    const lateEvents = [late, haltCleared(late, 2, arrival(8), undefined)].map(recorded);
    await poll.record([change(jobState(other), { events: lateEvents })]);
    expect((await snapshots.ended(arrival(4))).map((each) => [each.jobId, each.episode.began])).toEqual([
      [jobId, arrival(5)],
      [jobId, arrival(3)],
      ['scim.2', arrival(7)],
    ]);
  });

  describe('jobs with something open', () => {
    const { conditions: healthy } = jobState();
    const records = { quarantine: quarantinedState().conditions.quarantine, ...everyRecord };
    const doubt = { what: 'began', since: arrival(7), seenAt: minute(8) };
    /** Each condition open; seen, and not proven yet; and over. */
    const states = conditionTypes.flatMap((type) => {
      const over = { ...records[type], isOpen: false, facts: undefined, doubt: undefined };
      return [
        { ...records[type], isOpen: true, doubt: undefined },
        { ...records[type], isOpen: true, status: 'unknown', doubt: undefined },
        { ...records[type], isOpen: false, status: 'true', doubt },
        { ...over, status: 'false' },
      ].map((record): JobState['conditions'] => ({ ...healthy, [type]: record }));
    });
    const jobs = [
      ...states.map((conditions, n) => jobState({ servicePrincipalId: principal(100 + n), conditions })),
      ...everyKindOfState(),
    ].sort((a, b) => (a.servicePrincipalId < b.servicePrincipalId ? -1 : 1));

    const rows: readonly SurveyedJobs[] = ['open', 'quiet', 'removed', 'unwatched', 'unreadable'];
    const subsets = Array.from({ length: 2 ** rows.length }, (_, bits) =>
      rows.filter((_, place) => bits & (1 << place)),
    );

    it('are found without reading the others, and so is every other kind of rows', async () => {
      const { poll, snapshots } = await makeClaimed();
      await create(poll, jobs);
      const undecided: SurveyedJobs[][] = [['undecided'], ['open', 'unreadable', 'undecided']];
      for (const subset of [...subsets, ...undecided]) {
        const wanted = jobs.filter((each) => isOfAny(subset, each));
        expect((await snapshots.survey(subset)).jobs).toEqual(wanted);
      }
      expect(jobs.filter((each) => isOfAny(['open'], each)).length).toBeGreaterThan(
        conditionTypes.length * 3,
      );
      expect(jobs.filter((each) => isOfAny(['quiet'], each)).length).toBeGreaterThan(conditionTypes.length);
    });
  });
}

/** How a quarantine ends. */
const ended = {
  kind: 'cleared',
  cause: 'recovered',
  detection: 'confirmed',
  clearedAfter: arrival(5),
  clearedBefore: arrival(6),
} as const;

function bodyOf(transition: Transition | undefined): unknown {
  if (!transition) throw new Error('it happened');
  return JSON.parse(Buffer.from(recorded(transition).event.body).toString());
}
