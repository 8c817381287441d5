import { beforeEach, expect, test } from 'vitest';
import { History, withQuarantine } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { allWanted } from '../../support/wanted-events.ts';

/** In quarantine by its row, which lacks the episode. */
let job: History;

beforeEach(() => {
  job = new History(2 * 60_000, allWanted);
  job.read(0, quarantinedJob());
  if (!job.state) throw new Error('not stored');
  job.state = withQuarantine(job.state, { episode: undefined });
});

test('a quarantine of which no episode is known goes on without an event', () => {
  expect(job.read(5, quarantinedJob())).toEqual([]);
  expect(job.quarantine).toMatchObject({ isOpen: true, episode: undefined });
});

test('a quarantine of which no episode is known ends without an event', () => {
  job.read(5, healthyJob());
  expect(job.read(10, healthyJob())).toEqual([]);
  expect(job.quarantine).toMatchObject({ isOpen: false, doubt: undefined });
});
