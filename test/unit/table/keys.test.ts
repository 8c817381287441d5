import { expect, it } from 'vitest';
import {
  after,
  beginningWith,
  jobOfOutboxRow,
  latestRowKey,
  latestRows,
  outboxRowKey,
  outboxRows,
  pollRows,
  runRowKey,
  transitionPrefix,
  transitionRowKey,
} from '../../../src/table/keys.ts';

const job = { servicePrincipalId: '11111111-1111-4111-8111-111111111111', jobId: 'scim.1' };
const isIn = (key: string, { from, to }: { from: string; to: string }) => key >= from && key < to;

it('one range holds the states and what waits, and neither the run nor history', () => {
  const [latest, outbox] = [latestRowKey(job.servicePrincipalId, job.jobId), outboxRowKey(job, 1)];
  expect([isIn(latest, pollRows), isIn(outbox, pollRows)]).toEqual([true, true]);
  expect([isIn(runRowKey, pollRows), isIn(transitionRowKey(job, 1), pollRows)]).toEqual([false, false]);
  expect([isIn(latest, latestRows), isIn(outbox, latestRows)]).toEqual([true, false]);
  expect([isIn(latest, outboxRows), isIn(outbox, outboxRows)]).toEqual([false, true]);
});

it('outbox rows sort by sequence, history against it', () => {
  const sequences = [1, 9, 10, 1_773_100_800, 4_102_444_800];
  const outbox = sequences.map((sequence) => outboxRowKey(job, sequence));
  const history = sequences.map((sequence) => transitionRowKey(job, sequence));
  expect([...outbox].sort()).toEqual(outbox);
  expect([...history].sort()).toEqual([...history].reverse());
});

it('history of one job is none of a job whose id begins with its id', () => {
  const range = beginningWith(transitionPrefix(job.servicePrincipalId, job.jobId));
  expect(isIn(transitionRowKey(job, 1), range)).toBe(true);
  expect(isIn(transitionRowKey({ ...job, jobId: 'scim.10' }, 1), range)).toBe(false);
  expect(isIn(transitionRowKey({ ...job, jobId: 'scim.1-' }, 1), range)).toBe(false);
});

it('what comes after a key is every later key and not the key itself', () => {
  const keys = ['a', 'a-', 'a.', 'a0', 'aA', 'b', '~'].map((id) => latestRowKey(job.servicePrincipalId, id));
  for (const [place, key] of keys.entries()) {
    const left = after(key, latestRows);
    expect(keys.filter((one) => isIn(one, left))).toEqual(keys.slice(place + 1));
  }
});

it('the outbox rows of a job share what is before the sequence', () => {
  expect(jobOfOutboxRow(outboxRowKey(job, 1))).toBe(jobOfOutboxRow(outboxRowKey(job, 2)));
  expect(jobOfOutboxRow(outboxRowKey(job, 1))).not.toBe(
    jobOfOutboxRow(outboxRowKey({ ...job, jobId: 'scim.10' }, 1)),
  );
});

it.each(['a/b', 'a\\b', 'a#b', 'a?b', 'a%2Fb', 'a b', 'tab\t', 'ü', "o'neill", 'x'.repeat(300), 'a|b', ''])(
  'a key for the job id %j holds nothing that the service refuses or a filter reads',
  (jobId) => {
    expect(latestRowKey(job.servicePrincipalId, jobId)).toMatch(/^latest\|[\w-]+\|[\w.~-]{1,200}$/);
  },
);
