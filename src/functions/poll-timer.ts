import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { timerSchedule } from '../config.ts';
import { logOf } from './log-of.ts';
import { pollOrThrow } from './poll-or-throw.ts';

functions.timer('poll', {
  schedule: timerSchedule(process.env),
  // An outer belt: what one run did not do, the next one does anyway.
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 30 } },
  // Well before the host would kill the run, after the ten minutes of functionTimeout.
  handler: async (_timer, context) => pollOrThrow(app(), 8 * 60_000, logOf(context)),
});
