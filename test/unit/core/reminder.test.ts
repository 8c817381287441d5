import { expect, test } from 'vitest';
import { History } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob, series2 } from '../../support/jobs.ts';
import { allWanted, noneWanted } from '../../support/wanted-events.ts';

const day = 24 * 60;
/** Minutes from the start of a history, 2026-03-10, to seven days before the end that a series of then has. */
const soon = 21 * day;
const today = '2026-03-10T00:00:00.1234567Z';
const midnight = '2026-03-10T00:00:00.000Z';
const job = (series: unknown = today) => quarantinedJob(series);
const disabled = { ...job(), schedule: { state: 'Disabled' } };

const kinds = (history: History) => history.transitions.map(({ kind }) => kind);
const reminded = () => new History(2 * 60_000, allWanted);

test('an episode is reminded of once, as soon as its end is near enough', () => {
  const history = reminded();
  history.read(0, job());
  expect(history.read(soon - 1, job())).toEqual([]);
  expect(history.read(soon, job())).toMatchObject([
    {
      kind: 'expiring',
      detection: 'observed',
      sequence: (history.transitions[0]?.sequence ?? 0) + 1,
      recordedAt: History.arrival(soon),
      episode: { name: midnight, series: midnight, remindedAt: History.arrival(soon) },
    },
  ]);
  expect(history.read(soon + 5, job())).toEqual([]);
  expect(history.unchanged).toBe(true);
  expect(history.read(40 * day, job())).toEqual([]);
});

test('a job whose end is past already is told and reminded of at first sight, in this order', () => {
  const history = reminded();
  const [began, expiring] = history.read(soon * 2, job());
  expect([began?.kind, expiring?.kind]).toEqual(['began', 'expiring']);
  expect(expiring?.sequence).toBe((began?.sequence ?? 0) + 1);
});

test('a change of the reason comes before the reminder of the same poll', () => {
  const history = reminded();
  const other = quarantinedJob(today, { reason: 'TooManyDeletes' });
  history.read(0, job());
  history.read(soon - 5, other);
  expect(history.read(soon, other).map(({ kind }) => kind)).toEqual(['changed', 'expiring']);
});

test('each episode has a reminder of its own', () => {
  const history = reminded();
  history.read(soon, job('2026-02-01T00:00:00Z'));
  history.read(soon + 5, job('2026-02-02T00:00:00Z'));
  expect(kinds(history)).toEqual(['began', 'expiring', 'cleared', 'began', 'expiring']);
});

test('nothing reminds of what is switched off, unread, not proven or without an estimate', () => {
  const history = reminded();
  history.read(0, job());
  history.read(soon, disabled);
  history.read(soon + 2, { ...disabled, schedule: { state: 'disabled' } });
  history.read(soon + 5, pausedJob());
  history.read(soon + 10, healthyJob());
  history.unreadable(soon + 15);
  expect(kinds(history)).toEqual(['began']);
  expect(history.read(soon + 20, job())).toMatchObject([{ kind: 'expiring' }]);

  const unnamed = reminded();
  unnamed.read(0, quarantinedJob(null));
  unnamed.read(soon * 2, quarantinedJob(null));
  expect(kinds(unnamed)).toEqual(['began']);
});

test('a series told before, seen by one run, is not reminded of', () => {
  const history = reminded();
  history.read(0, job(series2));
  history.read(5, healthyJob());
  history.read(10, healthyJob());
  expect(history.read(soon, job(series2))).toEqual([]);
  expect(history.read(soon + 5, job(series2)).map(({ kind }) => kind)).toEqual(['began', 'expiring']);
});

test('nobody is reminded who did not ask; one who asks later is', () => {
  const history = new History(2 * 60_000, noneWanted);
  history.read(0, job());
  history.read(soon, job());
  expect(kinds(history)).toEqual(['began']);
  expect(history.quarantine?.episode?.remindedAt).toBeUndefined();
  const later = reminded();
  later.state = history.state;
  expect(later.read(soon + 5, job())).toMatchObject([{ kind: 'expiring' }]);
});

test('an episode is reminded of in the very instant that was asked for', () => {
  const history = reminded();
  const series = job(History.arrival(0));
  history.read(0, series);
  expect(history.read(soon, series)).toMatchObject([{ kind: 'expiring' }]);
});
