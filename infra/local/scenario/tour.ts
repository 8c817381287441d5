import { aws, box, cloudSync, salesforce, workday } from './applications.ts';
import { invalidCredentials, salesforceCredentials } from './quarantine-causes.ts';
import { allConditions, type Scenario } from './scenario.ts';
import { serviceNow, tourApplications, tourPast } from './tour-tenant.ts';

/**
 * 60 beats in which quarantines begin, are retried and end, in each way in which they do; beside them one job stops, and one is late.
 * Everything is well again at its end, but for what was there before, so that it can be played again. Nothing is done to Zendesk: it is
 * there for those who type.
 */
export const tour: Scenario = {
  applications: tourApplications,
  past: tourPast,
  settings: allConditions,
  sends: {
    [salesforce]: ['quarantine began', 'quarantine cleared recovered'],
    [aws]: ['quarantine began', 'halt began paused', 'halt cleared resumed', 'quarantine cleared recovered'],
    [workday]: ['overdue began notRunning', 'overdue cleared caughtUp'],
    [serviceNow]: ['quarantine began', 'quarantine cleared recovered'],
    [cloudSync]: ['quarantine began', 'quarantine cleared recovered'],
    [box]: ['quarantine began', 'quarantine cleared removed', 'job removed'],
  },
  steps: [
    {
      beat: 3,
      does: { verb: 'fail', application: salesforce, ...salesforceCredentials },
      say: 'Salesforce refuses the expired password: the job goes into quarantine',
    },
    { beat: 6, does: { verb: 'retry', application: salesforce }, say: 'the first retry fails too' },
    {
      beat: 8,
      does: { verb: 'fail', application: aws, ...invalidCredentials },
      say: 'started with a wrong URL: quarantine at the first cycle',
    },
    { beat: 9, does: { verb: 'retry', application: salesforce }, say: 'the second retry fails' },
    {
      beat: 11,
      does: { verb: 'heal', application: salesforce },
      say: 'with a new password a cycle succeeds: the quarantine is lifted',
    },
    {
      beat: 14,
      does: { verb: 'throttle', application: workday, retryAfterSeconds: 1 },
      say: 'Graph answers 429 for this job from now on',
    },
    {
      beat: 16,
      does: { verb: 'fail', application: serviceNow, reason: 'EncounteredEscrowProportionThreshold' },
      say: 'too many users cannot be written: quarantine, and Graph names no error',
    },
    {
      beat: 20,
      does: { verb: 'pause', application: aws },
      say: 'its admin pauses the job, still in quarantine: nothing is cleared, and it is halted, too',
    },
    { beat: 24, does: { verb: 'serve', application: workday }, say: 'Graph serves this job again' },
    {
      beat: 25,
      does: { verb: 'stall', application: workday },
      say: 'no cycle ends any more, though it is active and nothing is said to be wrong: it will be overdue',
    },
    {
      beat: 26,
      does: { verb: 'fail', application: cloudSync, reason: 'TooManyDeletes' },
      say: 'someone moved an OU: more than 500 deletes, quarantine',
    },
    {
      beat: 28,
      does: { verb: 'retry', application: serviceNow, reason: 'EncounteredTotalEscrowThreshold' },
      say: 'a retry fails, now for another reason: too many users at all, no matter how many there are',
    },
    {
      beat: 32,
      does: { verb: 'delete', application: box },
      say: 'the application, in quarantine since before we came, is deleted: one event more says that the job is gone',
    },
    {
      beat: 36,
      does: { verb: 'start', application: aws },
      say: 'the URL is corrected and the job started',
    },
    { beat: 38, does: { verb: 'heal', application: aws }, say: 'its first good cycle' },
    { beat: 40, does: { verb: 'heal', application: serviceNow }, say: 'the users are fixed: lifted' },
    { beat: 44, does: { verb: 'heal', application: cloudSync }, say: 'the deletes were allowed: lifted' },
    { beat: 46, does: { verb: 'run', application: workday }, say: 'cycles end again: caught up' },
    {
      beat: 47,
      does: { verb: 'fail', application: salesforce, ...salesforceCredentials },
      say: 'the password again: a new series',
    },
    { beat: 52, does: { verb: 'heal', application: salesforce }, say: 'and well again' },
    {
      beat: 60,
      does: { verb: 'heal', application: salesforce },
      say: 'one more quiet cycle: the scenario ends',
    },
  ],
};
