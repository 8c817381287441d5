import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WaitingEvent } from '../../../src/poll/ports.ts';
import { oldestFirst } from '../../../src/table/event-order.ts';

function waiting(jobId: string, sequence: number, second: number): WaitingEvent {
  const event = {
    id: `${jobId}/${sequence}`,
    type: '',
    sessionId: jobId,
    correlationId: '',
    contentType: '',
    applicationProperties: {},
    body: new Uint8Array(),
  };
  const recordedAt = new Date(second * 1000).toISOString();
  return { servicePrincipalId: 'sp', jobId, sequence, recordedAt, event };
}

it('the oldest event of all comes first', () => {
  const events = [waiting('a', 1, 5), waiting('b', 1, 3), waiting('c', 1, 4)];
  expect(oldestFirst(events).map(({ jobId }) => jobId)).toEqual(['b', 'c', 'a']);
});

it('whatever the clocks say, no event comes before an earlier one of its job, and none is lost', () => {
  const jobs = fc.array(fc.array(fc.nat(20), { maxLength: 6 }), { maxLength: 5 });
  fc.assert(
    fc.property(jobs, (times) => {
      const events = times.flatMap((seconds, job) =>
        seconds.map((second, sequence) => waiting(`job ${job}`, sequence, second)),
      );
      const ordered = oldestFirst(events);
      expect(new Set(ordered)).toEqual(new Set(events));
      for (const job of times.keys()) {
        const sequences = ordered.filter(({ jobId }) => jobId === `job ${job}`).map((one) => one.sequence);
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      }
    }),
  );
});
