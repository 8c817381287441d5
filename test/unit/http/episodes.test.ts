import { describe, expect, test } from 'vitest';
import type { ShownEpisode } from '../../../src/contract/answers/history.ts';
import type { Episode } from '../../../src/core/conditions/record.ts';
import { serve } from '../../../src/http/errors.ts';
import { getEpisodes } from '../../../src/http/get-lists.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { bodyOf, get, keptLog, principal, stateOf, stubApp } from './stub-app.ts';

const path = `jobs/${principal}/scim.1/episodes`;
const ask = async (app: ReturnType<typeof stubApp>, asked = path, headers = {}) =>
  serve(get(asked, headers), keptLog(), () => getEpisodes(get(asked, headers), app));

/** The episode of the nth day of March; each lasted for six hours. */
function over(n: number): ShownEpisode {
  const day = `2026-03-0${n}T`;
  return {
    condition: 'quarantine',
    published: true,
    episode: `${day}06:00:00.000Z`,
    occurrence: 1,
    open: false,
    began: `${day}06:00:00.000Z`,
    clearedAfter: `${day}11:55:00.000Z`,
    clearedBefore: `${day}12:00:00.000Z`,
    cause: 'recovered',
    durationSeconds: 6 * 60 * 60,
    reasons: [{ reason: 'QuarantineOnDemand', errorCode: null, since: `${day}06:00:00.000Z` }],
  };
}

/** A job that has been in quarantine since the 9th, and was three times before. */
function quarantinedApp() {
  const app = stubApp([stateOf(quarantinedJob('2026-03-09T20:00:00Z'))]);
  app.stub.episodes = [over(3), over(2), over(1)];
  return app;
}

const open = {
  condition: 'quarantine',
  published: true,
  episode: '2026-03-09T20:00:00.000Z',
  occurrence: 1,
  open: true,
  began: '2026-03-09T20:00:00.000Z',
  clearedAfter: null,
  clearedBefore: null,
  cause: null,
  durationSeconds: null,
  reasons: [
    {
      reason: 'EncounteredQuarantineException',
      errorCode: 'InvalidCredentials',
      since: '2026-03-09T20:00:00.000Z',
    },
  ],
};

test('lists the open episode, then those that are over', async () => {
  const answer = await ask(quarantinedApp());
  expect(answer.status).toBe(200);
  expect(bodyOf(answer)).toEqual({
    value: [open, over(3), over(2), over(1)],
    observedAt: History.minute(5),
    stale: false,
  });
});

test('a job that is healthy has none open, and an unknown one none at all', async () => {
  const app = stubApp([stateOf(healthyJob())]);
  expect(bodyOf(await ask(app)).value).toEqual([]);
  app.stub.episodes = [over(1)];
  expect(bodyOf(await ask(app)).value).toEqual([over(1)]);
  const unknown = await ask(stubApp());
  expect([unknown.status, bodyOf(unknown).error.code]).toEqual([404, 'JobNotFound']);
});

test.each([1, 2, 3, 4, 5])('pages of %i follow one another, each episode once', async (size) => {
  const app = quarantinedApp();
  const pages: ShownEpisode[][] = [];
  let asked: string | undefined =
    `${path}?from=2026-03-01&to=2026-03-10T01%3A00%3A00%2B01%3A00&maxpagesize=${size}`;
  while (asked !== undefined && pages.length < 9) {
    const { value, nextLink }: { value: ShownEpisode[]; nextLink?: string } = bodyOf(await ask(app, asked));
    expect(nextLink ?? 'from=2026-03-01&to=2026-03-10T01%3A00%3A00%2B01%3A00').toContain(
      'from=2026-03-01&to=2026-03-10T01%3A00%3A00%2B01%3A00',
    );
    pages.push(value);
    asked = nextLink?.replace(/^.*\/api\//, '');
  }
  expect(pages.flat()).toEqual([open, over(3), over(2), over(1)]);
  expect(pages.every((page) => page.length > 0 && page.length <= size)).toBe(true);
});

test('a page of one that holds all there is leads to no other', async () => {
  const app = quarantinedApp();
  app.stub.episodes = [];
  expect(bodyOf(await ask(app, `${path}?maxpagesize=1`))).not.toHaveProperty('nextLink');
});

test('an episode that ends while it is asked for is shown once, as it ended', async () => {
  const app = quarantinedApp();
  const ended = { ...over(1), episode: open.episode };
  app.stub.episodes = [ended];
  expect(bodyOf(await ask(app)).value).toEqual([ended]);
  expect(bodyOf(await ask(app, `${path}?maxpagesize=1`)).value).toEqual([ended]);
});

describe('a job with several conditions open', () => {
  const since = { quarantine: '2026-03-09T20:00:00.000Z', halt: '2026-03-09T22:00:00.000Z' };
  const failing = {
    isOpen: true,
    status: 'true',
    episode: episodeSince('2026-03-09T22:00:00.000Z'),
  } as const;

  function episodeSince(name: string, more: Partial<Episode> = {}): Episode {
    return {
      name,
      series: undefined,
      occurrence: 1,
      reasons: [{ reason: 'paused', errorCode: '', since: name }],
      after: undefined,
      published: false,
      heldUntil: undefined,
      remindedAt: undefined,
      ...more,
    };
  }

  /** In quarantine, stopped and failing; three quarantines are over. */
  function troubledApp() {
    const app = quarantinedApp();
    app.stub.jobs = app.stub.jobs.map((job) => ({
      ...job,
      conditions: {
        ...job.conditions,
        halt: { ...job.conditions.halt, isOpen: true, status: 'true', episode: episodeSince(since.halt) },
        failures: { ...job.conditions.failures, ...failing },
      },
    }));
    return app;
  }

  const names = (value: readonly ShownEpisode[]) =>
    value.map(({ condition, episode }) => `${condition} ${episode.slice(5, 13)}`);
  const all = [
    'halt 03-09T22',
    'failures 03-09T22',
    'quarantine 03-09T20',
    'quarantine 03-03T06',
    'quarantine 03-02T06',
    'quarantine 03-01T06',
  ];

  test('lists them in front of those that are over, newest first', async () => {
    const { value } = bodyOf(await ask(troubledApp()));
    expect(names(value)).toEqual(all);
    expect(value[0]).toMatchObject({
      open: true,
      published: false,
      began: since.halt,
      reasons: [{ reason: 'paused', errorCode: null, since: since.halt }],
    });
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('in pages of %i it lists each once', async (size) => {
    const app = troubledApp();
    const found: string[] = [];
    let asked: string | undefined = `${path}?maxpagesize=${size}`;
    for (let page = 0; asked !== undefined && page < 9; page++) {
      const { value, nextLink }: { value: ShownEpisode[]; nextLink?: string } = bodyOf(await ask(app, asked));
      expect(value.length).toBeGreaterThan(0);
      expect(value.length).toBeLessThanOrEqual(size);
      found.push(...names(value));
      asked = nextLink?.replace(/^.*\/api\//, '');
    }
    expect(found).toEqual(all);
  });

  test('lists the others, each once, where one ends between two pages', async () => {
    const app = troubledApp();
    const first = bodyOf(await ask(app, `${path}?maxpagesize=1`));
    app.stub.jobs = app.stub.jobs.map((job) => ({
      ...job,
      conditions: { ...job.conditions, halt: { ...job.conditions.halt, isOpen: false } },
    }));
    const next = first.nextLink.replace(/^.*\/api\//, '').replace('maxpagesize=1', 'maxpagesize=9');
    expect(names(bodyOf(await ask(app, next)).value)).toEqual(all.slice(1));
  });

  test.each([
    ['halt', ['halt 03-09T22']],
    ['failures,halt', ['halt 03-09T22', 'failures 03-09T22']],
    ['quarantine', all.slice(2)],
    ['overdue', []],
  ])('condition=%s lists those alone', async (asked, expected) => {
    expect(names(bodyOf(await ask(troubledApp(), `${path}?condition=${asked}`)).value)).toEqual(expected);
  });

  test('says of a begin that is held back that it is not published', async () => {
    const app = troubledApp();
    const held = episodeSince(since.halt, { published: true, heldUntil: '2026-03-10T04:00:00.000Z' });
    app.stub.jobs = app.stub.jobs.map((job) => ({
      ...job,
      conditions: {
        ...job.conditions,
        overdue: { ...job.conditions.overdue, isOpen: true, status: 'true', episode: held },
      },
    }));
    const { value } = bodyOf(await ask(app, `${path}?condition=overdue`));
    expect(value).toMatchObject([{ condition: 'overdue', open: true, published: false }]);
  });
});

describe('from and to', () => {
  test.each([
    ['from=2026-03-02', [open, over(3), over(2)]],
    ['from=2026-03-02T12:00:00Z', [open, over(3)]],
    ['to=2026-03-03T06:00:00Z', [over(2), over(1)]],
    ['from=2026-03-02T23:00:00-01:00&to=2026-03-04', [over(3)]],
    ['to=2026-03-09T20:00:00.001Z', [open, over(3), over(2), over(1)]],
    ['to=2026-03-09T20:00:00Z', [over(3), over(2), over(1)]],
  ])('%s leaves those that overlap', async (span, expected) => {
    expect(bodyOf(await ask(quarantinedApp(), `${path}?${span}`)).value).toEqual(expected);
  });
});

test.each([
  ['from=yesterday', 'from', 'such as 2026-03-01 or 2026-03-01T08:00:00Z'],
  [
    'from=2026-02-30',
    'from',
    "The query parameter 'from' is a day that is not in the calendar: 2026-02 ends on day 28.",
  ],
  ['to=2026-04-31T08:00:00Z', 'to', '2026-04 ends on day 30.'],
  ['to=2028-02-30', 'to', '2028-02 ends on day 29.'],
  ['to=2026-02-32', 'to', 'is not a date or a date-time'],
  ['to=2026-03-01T08:00:00', 'to', 'is not a date'],
  ['to=2026-03-01T08:00:00+01:00', 'to', '%2B'],
  ['to=9999-12-31T23:59:59-23:59', 'to', 'is not a date'],
  ['to=', 'to', 'is not a date'],
  ['from=2026-03-02&to=2026-03-01', 'from', "has to be before 'to'"],
  ['from=2026-03-02&to=2026-03-02T00:00:00Z', 'from', "has to be before 'to'"],
  ['state=healthy', 'state', 'there are condition, from, to, maxpagesize, $skiptoken'],
  ['condition=job', 'condition', 'is not one or several of quarantine, halt, overdue, failures'],
  ['condition=', 'condition', 'is not one or several of'],
  ['$skiptoken=garbage', '$skiptoken', 'is no place in this list'],
  ['$skiptoken=open', '$skiptoken', 'is no place in this list'],
  ['$skiptoken=open.20260309.halt', '$skiptoken', 'is no place in this list'],
])('%s is 400 and says what is wrong', async (query, target, says) => {
  const answer = await ask(quarantinedApp(), `${path}?${query}`);
  expect(answer.status).toBe(400);
  expect(bodyOf(answer).error).toMatchObject({ code: 'InvalidQueryParameter', target });
  expect(bodyOf(answer).error.message).toContain(says);
});

test('a caller that has the page already is answered 304', async () => {
  const app = quarantinedApp();
  const { etag = '' } = (await ask(app)).headers;
  expect((await ask(app, path, { 'if-none-match': etag })).status).toBe(304);
  app.stub.episodes = [over(4), ...app.stub.episodes];
  expect((await ask(app, path, { 'if-none-match': etag })).status).toBe(200);
});
