import { expect, test } from 'vitest';
import { jobStates } from '../../../src/contract/http/query-values.ts';
import { open, overview, overviewBody, overviewText, summary } from './hand-made.ts';
import { mainOf } from './page-text.ts';

const labels = {
  quarantined: 'Quarantined',
  halted: 'Stopped',
  overdue: 'Overdue',
  failing: 'Objects failing',
  unknown: 'Unknown',
  notStarted: 'Not started',
  starting: 'Starting',
  healthy: 'Healthy',
  removed: 'Removed',
  unwatched: 'No longer monitored',
};

test.each(jobStates)('a job that is %s says so by a word and a shape of its own', async (state) => {
  const body = await overviewBody([summary({ state })]);
  const row = mainOf({ body }).split('scope="row"')[1] ?? '';
  expect(row).toMatch(new RegExp(`<use href="#mark-${state}"/></svg> ${labels[state]}</span>`));
});

test('no two states have the same shape', async () => {
  const body = await overviewBody([]);
  const shapes = [...body.matchAll(/<symbol id="mark-(\w+)"[^>]*>(.*?)<\/symbol>/g)].map(
    ([, , shape]) => shape,
  );
  expect(shapes.length).toBeGreaterThanOrEqual(jobStates.length);
  expect(new Set(shapes).size).toBe(shapes.length);
});

test('the list of filters has every state, with how many jobs are in it', async () => {
  const text = await overviewText([
    summary({ state: 'halted' }),
    summary({ state: 'halted' }),
    summary({ state: 'notStarted' }),
  ]);
  expect(text).toContain(
    'All monitored (3) Quarantined (0) Stopped (2) Overdue (0) Objects failing (0) Unknown (0) Not started (1) Starting (0) Healthy (0) Cannot be checked Removed No longer monitored',
  );
});

test('the counts at the top lead to the jobs that they count, the worst first, and name no state without jobs', async () => {
  const body = await overviewBody([summary(), summary({ state: 'failing' }), summary({ state: 'unknown' })]);
  const tally = mainOf({ body }).split('class="tally"')[1]?.split('</ul>')[0] ?? '';
  const found = [...tally.matchAll(/href="status\?state=(\w+)#jobs">.*?class="figure">(\d+)</g)];
  expect(found.map(([, state, count]) => [state, count])).toEqual([
    ['failing', '1'],
    ['unknown', '1'],
    ['healthy', '1'],
  ]);
});

const inEach = {
  quarantined: summary({ state: 'quarantined', conditions: [open('quarantine', 'TooManyDeletes')] }),
  halted: summary({ state: 'halted', conditions: [open('halt', 'paused')] }),
  overdue: summary({ state: 'overdue', conditions: [open('overdue', 'notRunning')] }),
  failing: summary({ state: 'failing', conditions: [open('failures', 'objectsFail')] }),
};

test.each([
  ['1 job is in quarantine', [inEach.quarantined]],
  ['2 jobs are stopped', [inEach.halted, inEach.halted]],
  ['1 job is overdue', [inEach.overdue, summary()]],
  ['Objects fail in 1 job', [inEach.failing]],
  ['4 jobs need attention', Object.values(inEach)],
  ['Nothing is wrong', [summary(), summary({ state: 'notStarted' }), summary({ state: 'starting' })]],
  ['Nothing is known to be wrong', [summary(), summary({ state: 'unknown' })]],
])('the headline is: %s', async (headline, jobs) => {
  expect(mainOf({ body: await overviewBody(jobs) })).toContain(`<h1>${headline}</h1>`);
});

test('a tenant that was not read lately is not called well, however healthy its jobs were', async () => {
  const body = await overviewBody([summary()], { stale: true });
  expect(mainOf({ body })).toContain('<h1>Not known: not everything was checked lately</h1>');
});

test('the list at the top holds all that is wrong, in the order in which it comes, each with its reason and since when', async () => {
  const named = Object.entries(inEach).map(([displayName, job]) => ({ ...job, displayName }));
  const { wrong } = overview(named);
  const reversed = [...wrong].reverse();
  const top = (await overviewText(named, { wrong: reversed })).split('Search')[0] ?? '';
  const order = ['failing', 'overdue', 'halted', 'quarantined'].map((name) => top.indexOf(name));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(top).toContain('Objects failing It runs, but objects fail in it');
  expect(top).toContain('Overdue It should have run by now, and has not');
  expect(top).toContain('Stopped It is paused');
  expect(top).toContain('Quarantined Entra gives no reason');
  expect(top.match(/For 2 days since 8 Mar, 12:00/g)).toHaveLength(4);
  expect(top.match(/Last run 12 minutes ago/g)).toHaveLength(3);
});

test('a job that is stopped in quarantine is shown as both, and no attempt of Entra is announced for it', async () => {
  const job = summary({
    state: 'quarantined',
    nextAttempt: '2026-03-10T18:00:00Z',
    expectedDisableAt: '2026-03-29T08:00:00.000Z',
    conditions: [open('quarantine', 'TooManyDeletes'), open('halt', 'paused')],
  });
  const top = (await overviewText([job])).split('Search')[0] ?? '';
  expect(top).toContain('Quarantined Stopped: Entra does not retry');
  expect(top).not.toContain('Next attempt');
  expect(top).not.toContain('Switched off');
});

test('what else is wrong with a job stands beside what is worst', async () => {
  const conditions = [open('overdue', 'backlog'), open('failures', 'objectsFail')];
  const top = (await overviewText([summary({ state: 'overdue', conditions })])).split('Search')[0] ?? '';
  expect(top).toContain('Overdue Objects failing It runs, but does not catch up');
});

test('where the list has no room for all, a link leads to them: to one state where they are all in it', async () => {
  const stopped = Array.from({ length: 60 }, () => inEach.halted);
  const few = { wrong: overview(stopped).wrong.slice(0, 50) };
  expect(await overviewBody(stopped, few)).toContain(
    '<a href="status?state=halted#jobs">All 60 jobs that need attention</a>',
  );
  expect(await overviewBody([...stopped, inEach.overdue], few)).toContain(
    '<a href="status#jobs">All 61 jobs that need attention</a>',
  );
});
