import * as z from 'zod';
import { count, instant, openCode } from '../formats.ts';
import type { Shape } from '../shape.ts';
import { errorBody } from './error.ts';

/** Something a run could not read or tell, for the operator. */
export const failure = z
  .object({
    about: z.string().meta({
      description:
        'The service principal, job or event it is about; empty when it is about the whole tenant.',
    }),
    cause: openCode('Why.', 'http403', 'timeout', 'malformed'),
    detail: z.string().meta({ description: 'One sentence for the operator.' }),
  })
  .meta({ id: 'Failure' });

export const failures = z.array(failure).meta({ description: 'At most 20; the rest is in the log.' });

export const runOutcome = z.enum(['complete', 'partial', 'failed']).meta({
  description:
    '`complete`: everything was asked and stored; `partial`: time ran out or a write failed; `failed`: nothing could be read.',
  'x-ms-visibility': 'important',
});

/** What a run did. */
export const runCounts = z
  .object({
    principals: count,
    jobsRead: count,
    jobsChanged: count,
    jobsUnreadable: count,
    eventsRecorded: count,
    eventsSent: count,
    eventsWaiting: count.meta({
      description: 'Recorded, but not yet accepted by Service Bus when the run ended.',
    }),
    oldestWaitingSeconds: count.meta({ description: 'Age of the oldest of them; 0 when none waits.' }),
    graphRequests: count,
    graphThrottled: count.meta({ description: 'Answers with which Graph throttled the run (429).' }),
    tableTransactions: count,
    milliseconds: count,
  })
  .meta({ id: 'RunCounts' });

export const runSummary = z
  .object({ outcome: runOutcome, startedAt: instant, counts: runCounts, failures })
  .meta({ id: 'Run' });

/** The answer of a poll that could read nothing. */
export const failedRun = errorBody.extend(runSummary.shape).meta({ id: 'FailedRun' });

export type Failure = Shape<typeof failure>;
export type RunOutcome = Shape<typeof runOutcome>;
export type RunCounts = Shape<typeof runCounts>;
export type RunSummary = Shape<typeof runSummary>;
