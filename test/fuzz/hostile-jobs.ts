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

/** Numbers of objects: sound ones on both sides of what counts as failing, and what is no number of objects. No row keeps the sign of 0. */
const objectCounts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 4, 5, 10, 12, 150, 5_000) },
  { weight: 1, arbitrary: numbers.map((number) => (number === 0 ? 0 : number)) },
);

const execution = object({
  activityIdentifier: mostly(fc.oneof(fc.uuid(), oddTexts)),
  countEscrowed: mostly(objectCounts),
  countEscrowedRaw: mostly(objectCounts),
  countExported: numbers,
  error,
  state: mostly(fc.constantFrom('Succeeded', 'Failed', 'EntryLevelErrors')),
  timeBegan: dates,
  timeEnded: dates,
});

const progress = mostly(
  fc.array(
    mostly(
      object({
        completedUnits: numbers,
        currentTaskName: mostly(oddTexts),
        description: mostly(oddTexts),
        progressObservationDateTime: dates,
        totalUnits: numbers,
        units: anything,
      }),
    ),
    { maxLength: 14 },
  ),
);

const entryCounts = mostly(
  fc.array(mostly(object({ key: mostly(oddTexts), value: mostly(objectCounts) })), { maxLength: 4 }),
);

const status = object({
  code: mostly(
    fc.constantFrom('Active', 'NotRun', 'Paused', 'Quarantine', 'NotConfigured', 'Hibernating', ' '),
  ),
  countSuccessiveCompleteFailures: numbers,
  escrowsPruned: mostly(fc.boolean()),
  lastExecution: mostly(execution),
  lastSuccessfulExecution: mostly(execution),
  progress,
  quarantine: mostly(fc.oneof(quarantine, fc.constant(null)), 25),
  steadyStateFirstAchievedTime: dates,
  steadyStateLastAchievedTime: dates,
  synchronizedEntryCountByType: entryCounts,
  troubleshootingUrl: mostly(fc.constantFrom('https://example.com/help', null)),
});

const schedule = object({
  expiration: dates,
  interval: mostly(
    fc.constantFrom(
      ...[
        'PT40M',
        'PT5M',
        'P10675199DT2H48M5.4775807S',
        'PT0S',
        'P1Y2M',
        '-PT40M',
        'PT',
        'P1DT',
        'pt40m',
        '40',
      ],
      ...['PT99999999999999999999999H', `P${'9'.repeat(400)}D`, 'PT0.0000001S', ' PT1H ', 'PT1.5H'],
    ),
  ),
  state: mostly(fc.constantFrom('Active', 'Active', 'Disabled', 'Paused')),
});

const jobIds: Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('scim.1', 'BoxOutDelta.0123') },
  { weight: 1, arbitrary: oddTexts },
);

const hostileJob = object({
  id: mostly(jobIds, 40),
  templateId: mostly(fc.constantFrom('scim', 'scim', 'API2AAD', 'workday.writeback')),
  schedule: mostly(schedule),
  status: mostly(status, 40),
  synchronizationJobSettings: mostly(
    fc.constant([{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }]),
  ),
});

/** What a job of a life may be at a poll: each is often enough the same one, so that it is proven. */
const ways = fc.record({
  schedule: fc.constantFrom('Active', 'Active', 'Active', 'Paused', 'Disabled'),
  failing: objectCounts,
  state: fc.constantFrom('Succeeded', 'EntryLevelErrors', 'EntryLevelErrors', 'Failed'),
  ended: fc.oneof(
    { weight: 3, arbitrary: fc.constant('2026-03-10T00:00:00.5Z') },
    { weight: 2, arbitrary: dates },
  ),
  steady: fc.oneof(
    { weight: 3, arbitrary: fc.constant('2026-03-10T00:00:00.5Z') },
    { weight: 1, arbitrary: dates },
  ),
});

/** One job at several polls: Entra runs it, or somebody stopped it; it is late or on time, and few of its objects fail or many. */
export const livingJobs: Arbitrary<readonly unknown[]> = fc
  .tuple(fc.array(ways, { minLength: 2, maxLength: 2 }), fc.array(fc.nat(5), { minLength: 3, maxLength: 8 }))
  .map(([[usual, other], picks]) =>
    picks.map((pick, run) => {
      const { schedule, failing, state, ended, steady } = { ...usual, ...(pick < 2 && other) };
      const lastExecution = {
        activityIdentifier: `run-${run}`,
        state,
        timeBegan: ended,
        timeEnded: ended,
        countEscrowed: failing,
      };
      const status = { lastExecution, steadyStateLastAchievedTime: steady };
      return healthyJob('scim.1', status, { interval: 'PT40M', state: schedule });
    }),
  );

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
