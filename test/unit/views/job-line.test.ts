import { expect, test } from 'vitest';
import type { JobState } from '../../../src/core/state.ts';
import { toJobSummary } from '../../../src/views/job.ts';
import { isWrong } from '../../../src/views/job-conditions.ts';
import { toJobLine } from '../../../src/views/job-line.ts';
import { globalRoots } from '../../support/global-roots.ts';
import { History } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob } from '../../support/jobs.ts';
import { stateOf } from '../http/stub-app.ts';

const unreadable = { since: History.minute(1), cause: 'http403', detail: 'refused' };
const states: Readonly<Record<string, JobState>> = {
  healthy: stateOf(healthyJob()),
  'never run': stateOf(healthyJob('new', { code: 'NotConfigured' }, { state: 'Disabled' })),
  quarantined: stateOf(quarantinedJob()),
  stopped: stateOf(pausedJob()),
  'of an unknown code': stateOf(healthyJob('odd', { code: 'Hibernating' })),
  unreadable: { ...stateOf(quarantinedJob()), unreadable },
  'perhaps gone': { ...stateOf(), absence: { since: History.minute(1), seenAt: History.minute(1) } },
  removed: { ...stateOf(), isRemoved: true },
  unwatched: { ...stateOf(quarantinedJob()), unwatchedSince: History.minute(1) },
  nameless: { ...stateOf(), application: { appId: '', displayName: '' }, templateId: '' },
};

test.each(Object.entries(states))(
  'the line of a job that is %s says what its summary says',
  (_what, state) => {
    for (const minute of [5, 60]) {
      const asOf = { now: History.minute(minute), coveredSince: History.minute(4), staleAfterMs: 900_000 };
      const { conditions: seen, ...line } = toJobLine(state, asOf);
      const { conditions, ...summary } = toJobSummary(state, asOf, globalRoots);
      expect(summary).toMatchObject(line);
      expect(seen.filter(isWrong)).toEqual(conditions.filter(isWrong));
    }
  },
);
