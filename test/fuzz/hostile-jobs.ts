import fc, { type Arbitrary } from 'fast-check';
import { healthyJob, quarantinedJob } from '../support/jobs.ts';
import { anything, dates, mostly, numbers, oddTexts } from './values.ts';

/* The grammar of a synchronizationJob, each member mostly of its kind and sometimes anything or absent. */

const reasons = fc.constantFrom(
  'EncounteredBaseEscrowThreshold',
  'EncounteredQuarantineException',
  'Unknown',
  'TooManyDeletes',
  'ReasonOfTomorrow',
  '',
);

const error = mostly(
  object({
    code: mostly(fc.constantFrom('InvalidCredentials', 'None')),
    message: mostly(oddTexts),
    tenantActionable: mostly(fc.boolean()),
  }),
);

const quarantine = object({
  currentBegan: dates,
  nextAttempt: dates,
  reason: mostly(reasons),
  seriesBegan: mostly(dates),
  seriesCount: mostly(numbers),
  error,
});

const execution = object({
  activityIdentifier: mostly(fc.uuid()),
  countExported: numbers,
  error,
  state: mostly(fc.constantFrom('Succeeded', 'Failed', 'EntryLevelErrors')),
  timeBegan: dates,
  timeEnded: dates,
});

const status = object({
  code: mostly(
    fc.constantFrom('Active', 'NotRun', 'Paused', 'Quarantine', 'NotConfigured', 'Hibernating', ' '),
  ),
  countSuccessiveCompleteFailures: numbers,
  escrowsPruned: mostly(fc.boolean()),
  lastExecution: mostly(execution),
  progress: mostly(fc.constant([{ completedUnits: 1, totalUnits: 2, units: 'x' }])),
  quarantine: mostly(fc.oneof(quarantine, fc.constant(null)), 25),
  steadyStateFirstAchievedTime: dates,
  synchronizedEntryCountByType: anything,
  troubleshootingUrl: mostly(fc.constantFrom('https://example.com/help', null)),
});

const schedule = object({
  expiration: dates,
  interval: mostly(fc.constantFrom('PT40M', 'P10675199DT2H48M5.4775807S')),
  state: mostly(fc.constantFrom('Active', 'Active', 'Disabled', 'Paused')),
});

const jobIds: Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('scim.1', 'BoxOutDelta.0123') },
  { weight: 1, arbitrary: oddTexts },
);

const hostileJob = object({
  id: mostly(jobIds, 40),
  templateId: mostly(fc.constant('scim')),
  schedule: mostly(schedule),
  status: mostly(status, 40),
  synchronizationJobSettings: mostly(
    fc.constant([{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }]),
  ),
});

/** One member of a list of jobs: sound ones often enough that quarantines begin and end between the odd ones. */
export const answeredJobs: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: jobIds.map((id) => healthyJob(id)) },
  { weight: 4, arbitrary: fc.tuple(dates, jobIds).map(([series, id]) => quarantinedJob(series, {}, id)) },
  { weight: 8, arbitrary: hostileJob },
  { weight: 1, arbitrary: anything },
);

/** An object of these members; each is now and then absent, others join, and their order varies. */
function object(members: Record<string, Arbitrary<unknown>>): Arbitrary<Record<string, unknown>> {
  const extra = fc.option(fc.tuple(oddTexts, anything), { nil: undefined, freq: 8 });
  return fc
    .tuple(fc.record(members), fc.integer({ min: 0, max: 40 }), extra, fc.boolean())
    .map(([all, dropped, more, reversed]) => {
      const entries = Object.entries(all).filter((_, index) => index !== dropped);
      if (more) entries.push(more);
      return Object.fromEntries(reversed ? entries.reverse() : entries);
    });
}
