import { describe, expect, test } from 'vitest';
import type { Instance, Polled } from './instance.ts';
import { checkAnswers, checkPoll } from './judge/check-answers.ts';
import type { Outage } from './plan/plan.ts';
import { weatherAt } from './weather.ts';

const outageOf = (service: Outage['service']): Outage => ({ service, from: 100, until: 160 });
const at = (minute: number, service: Outage['service'] = 'graph') =>
  weatherAt(minute, { outages: [outageOf(service)] });
const well: Polled = { status: 200, outcome: 'complete', eventsWaiting: 0, words: 'its words' };

type Answers = Readonly<Record<string, { readonly status: number; readonly body: unknown }>>;
const saying = (answers: Answers): Pick<Instance, 'get'> => ({
  get: async (path) => answers[path.split('=')[0] ?? ''] ?? { status: 404, body: {} },
});
const jobs = (stale: boolean) => ({ status: 200, body: { value: [], stale } });
const health = (status: string) => ({ status: status === 'fail' ? 503 : 200, body: { status } });
const noJobs = { status: 200, body: { value: [] } };
const someJobs = { status: 200, body: { value: [{ id: 'one' }] } };
const away = { status: 503, body: {} };

test('The weather is calm again three polls after an outage', () => {
  const calm = [95, 100, 155, 160, 170, 175].filter((minute) => at(minute).isCalm);
  expect(calm).toEqual([95, 175]);
  expect(at(120)).toMatchObject({ away: { service: 'graph' }, awayFor: 20 });
});

describe('A poll of a soak', () => {
  test('has to be complete on a calm day, with nothing left to send', () => {
    expect(checkPoll(well, at(0))).toEqual([]);
    for (const changes of [{ status: 500 }, { outcome: 'partial' }, { eventsWaiting: 1 }])
      expect(checkPoll({ ...well, ...changes }, at(0))).toEqual(['a poll on a calm day: its words']);
  });

  test('is never complete without Graph or tables', () => {
    for (const service of ['graph', 'tables'] as const) {
      expect(checkPoll(well, at(100, service))).toHaveLength(1);
      expect(checkPoll({ ...well, status: 502, outcome: 'failed' }, at(100, service))).toEqual([]);
    }
    expect(checkPoll({ ...well, eventsWaiting: 3 }, at(100, 'bus'))).toEqual([]);
  });
});

describe('The answers of a soak', () => {
  test.each([
    ['well on a calm day', 0, 'graph', { 'jobs?maxpagesize': jobs(false), health: health('pass') }, true],
    ['stale on a calm day', 0, 'graph', { 'jobs?maxpagesize': jobs(true), health: health('pass') }, false],
    ['ill on a calm day', 0, 'graph', { 'jobs?maxpagesize': jobs(false), health: health('warn') }, false],
    [
      'blind and saying so',
      130,
      'graph',
      { 'jobs?maxpagesize': jobs(true), health: health('warn'), 'jobs?state': noJobs },
      true,
    ],
    [
      'blind and not stale',
      130,
      'graph',
      { 'jobs?maxpagesize': jobs(false), health: health('warn'), 'jobs?state': noJobs },
      false,
    ],
    [
      'blind and passing',
      130,
      'graph',
      { 'jobs?maxpagesize': jobs(true), health: health('pass'), 'jobs?state': noJobs },
      false,
    ],
    [
      'blind and calling a job healthy',
      130,
      'graph',
      { 'jobs?maxpagesize': jobs(true), health: health('warn'), 'jobs?state': someJobs },
      false,
    ],
    ['without tables, and saying so', 130, 'tables', { 'jobs?maxpagesize': away, health: away }, true],
    [
      'without tables, and full of jobs',
      130,
      'tables',
      { 'jobs?maxpagesize': jobs(true), health: away },
      false,
    ],
    ['just after an outage began', 110, 'graph', {}, true],
  ] as const)('are judged: %s', async (_, minute, service, answers, isWell) => {
    const wrong = await checkAnswers(saying(answers), at(minute, service));
    expect(wrong).toHaveLength(isWell ? 0 : 1);
  });
});
