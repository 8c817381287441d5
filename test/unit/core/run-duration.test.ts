import { expect, test } from 'vitest';
import { dayMs } from '../../../src/core/instant.ts';
import { History } from '../../support/history.ts';
import { ranJob } from '../../support/jobs.ts';

test.each([
  ['2026-03-09T20:50:00Z', 3 * 60 * 60_000],
  ['2025-06-09T23:50:00Z', 273 * dayMs],
  // A job that is given so much time would be late at no time.
  ['1970-01-01T00:00:01Z', 0],
  ['2026-03-10T00:50:00Z', 0],
])('an execution that is said to have begun at %s took %i ms', (began, expected) => {
  const job = new History();
  job.read(0, ranJob({ began, ended: '2026-03-09T23:50:00Z' }));
  expect(job.state?.runs?.durationMs).toBe(expected);
});
