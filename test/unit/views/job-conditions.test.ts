import { describe, expect, test } from 'vitest';
import type { ShownCondition } from '../../../src/contract/answers/condition.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { toJobSummary } from '../../../src/views/job.ts';
import { globalRoots } from '../../support/global-roots.ts';
import { episode1, History } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantine, quarantinedJob } from '../../support/jobs.ts';
import { everyConditionWanted } from '../../support/wanted-events.ts';

/** As an answer shows the job a minute after its last poll, or later. */
function shown(history: History, minute: number, lastPoll = minute) {
  if (!history.state) throw new Error('the history has no state');
  const coveredSince = History.minute(lastPoll);
  const asOf = { now: History.arrival(minute + 1), coveredSince, staleAfterMs: 15 * 60_000 };
  return toJobSummary(history.state, asOf, globalRoots);
}

/** Polls five minutes apart, each with its answer. */
function polls(...jobs: readonly JsonObject[]): History {
  const history = new History(undefined, everyConditionWanted);
  for (const [index, job] of jobs.entries()) history.read(index * 5, job);
  return history;
}

const times = (count: number, job: JsonObject) => Array.from({ length: count }, () => job);
const condition = (history: History, minute: number, type: ShownCondition['type'], lastPoll = minute) =>
  shown(history, minute, lastPoll).conditions.find((each) => each.type === type);
const pausedInQuarantine = () =>
  healthyJob('scim.1', { code: 'Paused', quarantine: quarantine() }, { state: 'Paused' });

describe('a condition', () => {
  test('that one answer showed is true, without an episode until that is proven', () => {
    const history = polls(healthyJob(), pausedJob());
    expect(condition(history, 5, 'halt')).toEqual({
      type: 'halt',
      status: 'true',
      reason: 'paused',
      since: History.arrival(5),
      episode: null,
      occurrence: null,
      published: null,
    });
  });

  test('that is proven has its episode, and says whether its events are published', () => {
    const history = polls(healthyJob(), ...times(8, pausedJob()));
    const since = History.arrival(5);
    expect(condition(history, 40, 'halt')).toEqual({
      type: 'halt',
      status: 'true',
      reason: 'paused',
      since,
      episode: since,
      occurrence: 1,
      published: true,
    });
  });

  test('that is open stays true while its end is not proven', () => {
    const history = polls(quarantinedJob(), healthyJob());
    expect(condition(history, 5, 'quarantine')).toMatchObject({ status: 'true', episode: episode1 });
    history.read(10, healthyJob());
    expect(condition(history, 10, 'quarantine')).toMatchObject({
      status: 'false',
      since: null,
      episode: null,
    });
  });

  test('that is open and not decided by the last answer is unknown, and keeps its episode', () => {
    const history = polls(quarantinedJob(), pausedJob());
    expect(condition(history, 5, 'quarantine')).toMatchObject({ status: 'unknown', episode: episode1 });
    expect(condition(history, 5, 'quarantine')?.reason).toBe('EncounteredQuarantineException');
  });

  test('that a job cannot have is left out', () => {
    const types = (job: JsonObject) => shown(polls(job), 0).conditions.map(({ type }) => type);
    expect(types({ ...healthyJob(), templateId: 'API2AAD' })).toEqual(['quarantine', 'halt', 'failures']);
    const neverStarted = healthyJob(
      'scim.1',
      {
        code: 'Paused',
        lastExecution: null,
        steadyStateFirstAchievedTime: null,
        steadyStateLastAchievedTime: null,
      },
      { state: 'Disabled' },
    );
    expect(types(neverStarted)).toEqual(['quarantine', 'overdue']);
  });

  test.each<[string, (history: History) => unknown, minute: number, lastPoll: number]>([
    ['was not read lately', () => undefined, 60, 0],
    ['cannot be read', (history) => history.unreadable(5), 5, 5],
    ['may be gone', (history) => history.gone(5), 5, 5],
    ['is not watched any more', (history) => history.unwatched(5), 5, 5],
  ])('of a job that %s is not called false any more, and stays open', (_, happens, minute, lastPoll) => {
    const healthy = polls(healthyJob());
    happens(healthy);
    const statuses = shown(healthy, minute, lastPoll).conditions.map(({ status }) => status);
    expect(statuses).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);

    const quarantined = polls(quarantinedJob());
    happens(quarantined);
    const open = condition(quarantined, minute, 'quarantine', lastPoll);
    expect(open).toMatchObject({ status: 'true', episode: episode1 });
  });

  test('of a removed job is none any more', () => {
    const history = polls(quarantinedJob());
    for (const minute of [5, 10]) history.gone(minute);
    expect(shown(history, 10)).toMatchObject({ state: 'removed', conditions: [], advice: [] });
  });
});

describe('advice', () => {
  const adviceOf = (history: History, minute: number) => shown(history, minute).advice;

  test('is given for what was seen once already, with the ids of the job and the roots of its cloud', () => {
    const [advice] = adviceOf(polls(healthyJob(), pausedJob()), 5);
    expect(advice).toMatchObject({ condition: 'halt', id: 'haltPaused' });
    const texts = advice?.commands.map(({ text }) => text).join('\n');
    expect(texts).toContain('11111111-1111-4111-8111-111111111111');
    expect(texts).toContain('scim.1');
    expect(texts).toContain('https://graph.microsoft.com');
    expect(advice?.links.map(({ url }) => url)).toContain(shown(polls(healthyJob()), 0).portalUrl);
  });

  test('is in the order of the conditions, and leads with the stop where a job is stopped in quarantine', () => {
    const history = polls(quarantinedJob(), ...times(8, pausedInQuarantine()));
    const advice = adviceOf(history, 40);
    expect(advice.map(({ condition, id }) => [condition, id])).toEqual([
      ['quarantine', 'credentials'],
      ['halt', 'pausedInQuarantine'],
    ]);
    for (const { summary } of advice) expect(summary).toMatch(/^Stopped: Entra does not retry\. /);
    expect(shown(history, 40).state).toBe('quarantined');
  });

  test('goes with what it is about', () => {
    const history = polls(quarantinedJob(), healthyJob(), healthyJob());
    expect(adviceOf(history, 10)).toEqual([]);
  });

  test('for a job that was seen stopped once, and then not at all, is not given: nobody knows', () => {
    const history = polls(healthyJob(), pausedJob());
    expect(shown(history, 60, 5)).toMatchObject({ state: 'unknown', advice: [] });
  });
});
