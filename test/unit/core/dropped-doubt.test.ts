import { expect, test } from 'vitest';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';

test('a job that goes missing in the middle of its recovery counts as in quarantine as before', () => {
  const job = new History();
  job.read(0, quarantinedJob());
  job.read(5, healthyJob());
  expect(job.state?.conditions.quarantine).toMatchObject({ status: 'false', isOpen: true });
  job.gone(10, false);
  expect(job.state?.conditions.quarantine).toMatchObject({ status: 'true', isOpen: true, doubt: undefined });
});

test('so does one whose recovery a run saw that nobody knows to be the last one', () => {
  const job = new History();
  job.read(0, quarantinedJob());
  job.read(5, healthyJob());
  job.coveredSince = History.minute(8);
  job.unreadable(10);
  expect(job.state?.conditions.quarantine).toMatchObject({ status: 'true', isOpen: true, doubt: undefined });
});
