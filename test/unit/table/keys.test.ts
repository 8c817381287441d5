import { expect, it } from 'vitest';
import {
  beginningWith,
  eventRowKey,
  eventRows,
  feedRowKey,
  fenceRowKey,
  fenceRows,
  fromTo,
  keysAfter,
  latestRowKey,
  latestRows,
  latestRowsOf,
  numberOf,
  outboxRowKey,
  outboxRows,
  pollRows,
  runRowKey,
  surveyRows,
  transitionPrefix,
  transitionRowKey,
  unreadRowKey,
  unreadRows,
} from '../../../src/table/keys.ts';

const job = { servicePrincipalId: '11111111-1111-4111-8111-111111111111', jobId: 'scim.1' };
const isIn = (key: string, { from, to }: { from: string; to: string }) => key >= from && key < to;

const keys = {
  latest: latestRowKey(job.servicePrincipalId, job.jobId),
  unread: unreadRowKey(job.servicePrincipalId),
  event: eventRowKey(1),
  outbox: outboxRowKey(1),
  run: runRowKey,
  feed: feedRowKey,
  fence: fenceRowKey('run', 0),
  transition: transitionRowKey(job, 1),
};

it.each([
  ['pollRows', pollRows, ['latest', 'unread', 'outbox']],
  ['surveyRows', surveyRows, ['latest', 'unread']],
  ['latestRows', latestRows, ['latest']],
  ['latestRowsOf its principal', latestRowsOf(job.servicePrincipalId), ['latest']],
  ['latestRowsOf another principal', latestRowsOf('11111111-1111-4111-8111-111111111112'), []],
  ['unreadRows', unreadRows, ['unread']],
  ['eventRows', eventRows, ['event']],
  ['outboxRows', outboxRows, ['outbox']],
  ['fenceRows', fenceRows, ['fence']],
])('%s holds its rows and no others', (_, range, wanted) => {
  const found = Object.entries(keys).filter(([, key]) => isIn(key, range));
  expect(found.map(([kind]) => kind)).toEqual(wanted);
});

it('events sort by their numbers, and history against its sequences', () => {
  const numbers = [1, 9, 10, 1_773_100_800_000, 4_102_444_800_000, 253_402_300_799_999];
  for (const keyOfNumber of [eventRowKey, outboxRowKey]) {
    const sorted = numbers.map(keyOfNumber);
    expect([...sorted].sort()).toEqual(sorted);
    expect(sorted.map(numberOf)).toEqual(numbers);
  }
  const history = [1, 9, 10, 1_773_100_800, 4_102_444_800].map((each) => transitionRowKey(job, each));
  expect([...history].sort()).toEqual([...history].reverse());
});

it.each([
  'event|1',
  'outbox|11111111-1111-4111-8111-111111111111|scim.1|1773100800',
  'outbox|9999999999999999',
  'latest|0000000000000001',
])('%s is the key of no number', (key) => {
  expect(numberOf(key)).toBeUndefined();
});

it('a range from one number to another holds both', () => {
  const range = fromTo(eventRowKey, 9, 11);
  expect([8, 9, 10, 11, 12].filter((number) => isIn(eventRowKey(number), range))).toEqual([9, 10, 11]);
});

it('the fence of one run is none of another whose name begins with its name', () => {
  expect(fenceRowKey('run', 1)).not.toBe(fenceRowKey('run|1', 1));
  expect(fenceRowKey('a/b', 1)).toMatch(/^run\|fence\|[\w.~-]+\|1$/);
});

it('history of one job is none of a job whose id begins with its id', () => {
  const range = beginningWith(transitionPrefix(job.servicePrincipalId, job.jobId));
  expect(isIn(transitionRowKey(job, 1), range)).toBe(true);
  expect(isIn(transitionRowKey({ ...job, jobId: 'scim.10' }, 1), range)).toBe(false);
  expect(isIn(transitionRowKey({ ...job, jobId: 'scim.1-' }, 1), range)).toBe(false);
});

it('what comes after a key is every later key and not the key itself', () => {
  const ids = ['a', 'a-', 'a.', 'a0', 'aA', 'b', '~'];
  const all = ids.map((id) => latestRowKey(job.servicePrincipalId, id));
  for (const [place, key] of all.entries()) {
    const left = keysAfter(key, latestRows);
    expect(all.filter((one) => isIn(one, left))).toEqual(all.slice(place + 1));
  }
});

it.each(['a/b', 'a\\b', 'a#b', 'a?b', 'a%2Fb', 'a b', 'tab\t', 'ü', "o'neill", 'x'.repeat(300), 'a|b', ''])(
  'a key for the job id %j holds nothing that the service refuses or a filter reads',
  (jobId) => {
    expect(latestRowKey(job.servicePrincipalId, jobId)).toMatch(/^latest\|[\w-]+\|[\w.~-]{1,200}$/);
  },
);
