import { payload } from '../graph/payloads.ts';
import {
  applications,
  aws,
  box,
  cloudSync,
  fabrikam,
  often,
  quarantinedFor,
  salesforce,
  workday,
  zendesk,
} from './applications.ts';
import { invalidCredentials } from './quarantine-causes.ts';
import { type Application, allConditions, type Scenario } from './scenario.ts';

const day = 24 * 60 * 60_000;

/** As ever, but Box has been in quarantine for so long that Entra is about to give up, and Fabrikam hangs in its first cycle. */
const theseApplications: readonly Application[] = applications.map((application) => {
  const { displayName } = application.principal;
  if (displayName === box)
    return { ...application, jobs: [quarantinedFor(28 * day, payload('box-quarantine'))] };
  if (displayName === fabrikam) return { ...application, jobs: application.jobs.map(often), isStalled: true };
  return application;
});

/**
 * 53 beats in which jobs are paused and disabled, stand still, fail objects and go. Each condition begins, and ends in each of its ways:
 * a halt resumed and removed; a delay caught up, halted, quarantined and removed; failures mended and removed.
 */
export const conditions: Scenario = {
  applications: theseApplications,
  sends: {
    [salesforce]: [
      'halt began paused',
      'halt cleared resumed',
      'overdue began notRunning',
      'overdue cleared halted',
    ],
    [workday]: [
      'overdue began notRunning',
      'overdue cleared caughtUp',
      'overdue cleared removed',
      'job removed',
    ],
    [zendesk]: [
      'failures began',
      'failures changed',
      'failures cleared recovered',
      'failures cleared removed',
      'job removed',
    ],
    [cloudSync]: [
      'halt began disabled',
      'halt cleared resumed',
      'overdue began notRunning',
      'overdue cleared quarantined',
      'quarantine began',
      'quarantine cleared recovered',
    ],
    [box]: [
      'quarantine began',
      'halt began disabledInQuarantine',
      'quarantine cleared recovered',
      'halt cleared resumed',
      'halt began paused',
      'halt cleared removed',
      'job removed',
    ],
    [fabrikam]: ['overdue began initialCycle', 'overdue cleared caughtUp'],
  },
  settings: { ...allConditions, INITIAL_CYCLE_AFTER: 'PT20S', EMIT_CHANGED: 'true' },
  steps: [
    {
      beat: 4,
      does: { verb: 'pause', application: salesforce },
      say: 'its admin pauses the job: a halt, once it lasts',
    },
    {
      beat: 5,
      does: { verb: 'failObjects', application: zendesk, count: 40 },
      say: '40 users cannot be written in each cycle: failures',
    },
    {
      beat: 6,
      does: { verb: 'disable', application: cloudSync },
      say: 'its schedule is switched off, though the status goes on to say Active: a halt too',
    },
    {
      beat: 8,
      does: { verb: 'giveUp', application: box, shows: 'quarantine' },
      say: 'after four weeks in quarantine Entra gives up: a halt beside the quarantine',
    },
    {
      beat: 9,
      does: { verb: 'stall', application: workday },
      say: 'no cycle ends any more, and nothing shows why: it will be overdue',
    },
    { beat: 14, does: { verb: 'start', application: salesforce }, say: 'started again' },
    { beat: 14, does: { verb: 'start', application: cloudSync }, say: 'its schedule is switched on again' },
    {
      beat: 15,
      does: { verb: 'failObjects', application: zendesk, count: 400 },
      say: 'ten times as many users: the failures have changed',
    },
    {
      beat: 20,
      does: { verb: 'start', application: box },
      say: 'mended and started: that ends its halt and its quarantine',
    },
    { beat: 21, does: { verb: 'failObjects', application: zendesk, count: 0 }, say: 'the users are fixed' },
    { beat: 21, does: { verb: 'run', application: workday }, say: 'cycles end again: caught up' },
    {
      beat: 22,
      does: { verb: 'stall', application: salesforce },
      say: 'stands still; later it is paused, and its delay is a halt from then on',
    },
    {
      beat: 22,
      does: { verb: 'stall', application: cloudSync },
      say: 'stands still too; later it goes into quarantine, which is worse',
    },
    {
      beat: 30,
      does: { verb: 'run', application: fabrikam },
      say: 'its first cycle, overdue since twenty beats after we came, ends at last',
    },
    {
      beat: 30,
      does: { verb: 'pause', application: box },
      say: 'paused, and then deleted: the halt ends with the job',
    },
    { beat: 30, does: { verb: 'stall', application: workday }, say: 'stands still, and then is deleted' },
    { beat: 34, does: { verb: 'pause', application: salesforce }, say: 'paused while it is overdue' },
    {
      beat: 34,
      does: { verb: 'fail', application: cloudSync, ...invalidCredentials },
      say: 'quarantine while it is overdue',
    },
    {
      beat: 34,
      does: { verb: 'failObjects', application: zendesk, count: 50 },
      say: '50 users fail: as long as the application is there',
    },
    {
      beat: 42,
      does: { verb: 'delete', application: zendesk },
      say: 'the application is deleted: its failures end, and one event says that the job is gone',
    },
    { beat: 44, does: { verb: 'start', application: salesforce }, say: 'started again' },
    { beat: 44, does: { verb: 'heal', application: cloudSync }, say: 'a cycle succeeds: lifted' },
    {
      beat: 44,
      does: { verb: 'start', application: aws },
      say: 'started for the first time: that it did not run before was no halt',
    },
    { beat: 44, does: { verb: 'delete', application: box }, say: 'deleted' },
    { beat: 44, does: { verb: 'delete', application: workday }, say: 'deleted' },
    { beat: 45, does: { verb: 'run', application: salesforce }, say: 'and runs' },
    {
      beat: 53,
      does: { verb: 'run', application: salesforce },
      say: 'one more quiet cycle: the scenario ends',
    },
  ],
};
