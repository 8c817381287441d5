import { expect, test } from 'vitest';
import { Failures } from '../../../src/poll/failures.ts';

test('equal failures are one, with the first of their names', () => {
  const failures = new Failures();
  for (let n = 0; n < 12; n++)
    failures.add({ what: 'job', name: `j${n}` }, { cause: 'timeout', detail: 'late' });
  expect(failures.list(20)).toEqual([
    { about: 'jobs j0, j1, j2, j3, j4 and 7 more', cause: 'timeout', detail: 'late', count: 12 },
  ]);
});

test('no cause crowds out another, however many kinds of it came first', () => {
  const failures = new Failures();
  failures.add({ what: 'row', name: 'r' }, { cause: 'damagedRow', detail: 'no JSON' });
  for (let n = 0; n < 30; n++)
    failures.addFirst({ what: 'event', name: `e${n}` }, { cause: 'Refused', detail: `for reason ${n}` });
  failures.add({ what: 'service principal', name: 'sp' }, { cause: 'http403', detail: 'no role' });
  const kept = failures.list(20);
  expect(kept).toHaveLength(20);
  expect(kept.slice(0, 4).map(({ cause, detail }) => [cause, detail])).toEqual([
    ['Refused', 'for reason 29'],
    ['damagedRow', 'no JSON'],
    ['http403', 'no role'],
    ['Refused', 'for reason 28'],
  ]);
});
