import { expect, test } from 'vitest';
import { ended, jobBody, jobText, open, overviewBody, summary } from './hand-made.ts';
import { mainOf } from './page-text.ts';

const lanesOf = (body: string) => [...body.matchAll(/<svg class="lane".*?<\/svg>/gs)].map(([svg]) => svg);

test('a job has a lane for each condition in which it ever was, named in words and by a shape, the worst first', async () => {
  const recent = [ended('failures'), ended('halt', { cause: 'resumed' }), ended('quarantine')];
  const body = mainOf({ body: await jobBody(summary(), { recent, episodes: recent }) });
  const names = [...body.matchAll(/<div class="which">.*?#mark-(\w+)"\/><\/svg> ([^<]*)</g)];
  expect(names.map(([, shape, word]) => [shape, word])).toEqual([
    ['quarantined', 'Quarantined'],
    ['halted', 'Stopped'],
    ['failing', 'Objects failing'],
  ]);
  expect(lanesOf(body)).toHaveLength(3);
  expect(lanesOf(body)[1]).toContain(
    '1 episode in the last 90 days: Stopped 1 Mar, 12:00 UTC to 3 Mar, 12:00 UTC (2 days)',
  );
});

test('an open condition has a lane before it has a past', async () => {
  const conditions = [open('overdue', 'notRunning', { episode: null, since: null, published: null })];
  const body = await jobBody(summary({ state: 'overdue', conditions }));
  expect(lanesOf(body)).toHaveLength(1);
  expect(lanesOf(body)[0]).toContain('Nothing was recorded in the last 90 days');
});

test('of a job that was never in any condition it says so', async () => {
  expect(await jobText(summary())).toContain('No condition was ever seen.');
});

test('what was not published is hollow, and says so in words: in its lane and in the history', async () => {
  const past = ended('halt', { published: false, cause: 'resumed' });
  const body = await jobBody(summary(), { recent: [past, ended('quarantine')], episodes: [past] });
  const [quarantine, halt] = lanesOf(body);
  expect(halt).toMatch(/<rect class="past hollow".*not published/s);
  expect(quarantine).not.toContain('not published');
  const history = (await jobText(summary(), { episodes: [past] })).split('History')[1];
  expect(history).toContain('Stopped not published 1 Mar, 12:00 UTC 2 days Runs again 3 Mar, 12:00 UTC');
});

test('the history says of every condition how it ended', async () => {
  const causes = [
    'recovered',
    'superseded',
    'resumed',
    'caughtUp',
    'halted',
    'quarantined',
    'removed',
  ] as const;
  const text = await jobText(summary(), { episodes: causes.map((cause) => ended('overdue', { cause })) });
  for (const words of [
    'Recovered',
    'A later series took over',
    'Runs again',
    'Caught up',
    'The job was stopped',
    'Went into quarantine',
    'The job was removed',
  ])
    expect(text).toContain(`2 days ${words} 3 Mar`);
});

test('the overview draws the conditions of a job in rows of their own, each behind its shape, within one lane', async () => {
  const episodes = [ended('quarantine'), ended('overdue', { cause: 'halted' })];
  const body = await overviewBody([summary()], {
    jobs: [{ job: summary(), episodes, hasNamesake: false, domain: undefined }],
  });
  const [lane = ''] = lanesOf(body);
  expect([...lane.matchAll(/<use href="#mark-(\w+)"/g)].map(([, shape]) => shape)).toEqual([
    'quarantined',
    'overdue',
  ]);
  const heights = [...lane.matchAll(/<rect [^>]* y="([\d.]+)"/g)].map(([, y]) => Number(y));
  expect(new Set(heights).size).toBe(2);
  expect(lane).toContain('2 episodes in the last 30 days: Quarantined 1 Mar');
});
