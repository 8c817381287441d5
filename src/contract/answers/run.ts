import * as z from 'zod';
import { count, instantFormat, openCode, type Shape } from '../formats.ts';
import { errorBody } from './shared.ts';

/** Something a run could not read, write or send, for the operator. */
export const failure = z
  .object({
    about: z.string().meta({
      description: 'The service principals, jobs or events it is about, the first five of them by name.',
    }),
    cause: openCode('Why.', 'http403', 'timeout', 'malformed'),
    detail: z.string().meta({ description: 'One sentence for the operator.' }),
    count: count.meta({ description: 'How often it happened: equal failures are listed once.' }),
  })
  .meta({ id: 'Failure' });

export const failures = z
  .array(failure)
  .meta({ description: 'At most 20 kinds of failures, one of each cause before second ones.' });

export const runOutcome = z.enum(['complete', 'partial', 'failed']).meta({
  description:
    '`complete`: everything that is watched was read and stored; `partial`: something could not be read or written, or time ran out; `failed`: nothing could be read.',
});

/** The counts of a run. */
export const runCounts = z
  .object({
    principals: count.meta({ description: 'Service principals that were asked and answered in any way.' }),
    principalsUnread: count.meta({
      description: 'Service principals that should be watched and of which something was never read.',
    }),
    jobsRead: count,
    jobsChanged: count,
    jobsUnreadable: count,
    eventsRecorded: count,
    eventsSent: count,
    eventsWaiting: count.meta({
      description: 'Recorded, but not yet accepted by Service Bus when the run ended.',
    }),
    oldestWaitingSeconds: count.meta({
      description: 'Age of the oldest of them; 0 when none waits, or when the run could not find out.',
    }),
    graphRequests: count,
    graphThrottled: count.meta({ description: 'Answers with which Graph throttled the run (429).' }),
    tableTransactions: count,
    milliseconds: count,
  })
  .meta({ id: 'RunCounts' });

export const runSummary = z
  .object({
    outcome: runOutcome,
    covered: z.boolean().meta({
      description: 'Whether every known job was asked, answered in any way, and every change was stored.',
    }),
    startedAt: instantFormat,
    counts: runCounts,
    failures,
  })
  .meta({ id: 'Run' });

/** The answer of a poll that could read nothing. */
export const failedRun = errorBody.extend(runSummary.shape).meta({ id: 'FailedRun' });

export type RunSummary = Shape<typeof runSummary>;
