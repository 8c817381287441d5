import { expect, test } from 'vitest';
import { timeline } from './timeline.ts';
import { payloads } from './world.ts';

/*
 * Each body that Microsoft published, worked through by hand: what is said of a job that goes on answering it.
 *
 * Minutes are counted from 10 March 2026, so that the dates in these bodies lie years before.
 */

const day = 1440;
const worked: Readonly<Record<string, string>> = {
  // Paused and disabled, and no date anywhere: it was never started.
  'aws-created': `
         0 | CONDITIONS all; payload aws-created |  | notStarted
        30 | no change                           |  | notStarted
    ${40 * day} | no change                      |  | notStarted
  `,
  'aws-not-configured': `
         0 | CONDITIONS all; payload aws-not-configured |  | notStarted
        30 | no change                                  |  | notStarted
    ${40 * day} | no change                             |  | notStarted
  `,
  'cloud-sync-created': `
         0 | CONDITIONS all; payload cloud-sync-created |  | notStarted
        30 | no change                                  |  | notStarted
    ${40 * day} | no change                             |  | notStarted
  `,
  // Its series began on 24 May 2021 at 21:45. It is retried: no halt. Nothing is late in a quarantine.
  'aws-quarantine': `
         0 | CONDITIONS all; payload aws-quarantine | began -2520135 firstSight | quarantined
        30 | no change                              |  | quarantined
    ${40 * day} | no change                         |  | quarantined
  `,
  // Its series began on 19 July 2017 at 06:56.
  'box-quarantine': `
         0 | CONDITIONS all; payload box-quarantine | began -4544224 firstSight | quarantined
        30 | no change                              |  | quarantined
    ${40 * day} | no change                         |  | quarantined
  `,
  // Paused and disabled with a count of two, and no date: a quarantine at first sight, and stopped in it.
  'reference-example': `
         0 | CONDITIONS all; payload reference-example | began 0 firstSight | quarantined, perhaps halted
        30 | no change                                 | halt began 0 firstSight, paused in quarantine | quarantined, halted
    ${40 * day} | no change                            |  | quarantined, halted
  `,
  // Waits for its first run, by a schedule that is active: two days are long enough. Its execution of defaults is none.
  'cross-tenant-not-run': `
         0 | CONDITIONS all; payload cross-tenant-not-run |  | starting
      2880 | no change                                    |  | starting
      2881 | no change                                    |  | overdue, perhaps overdue
      2886 | no change | overdue began 2881 confirmed, initialCycle by 2880 | overdue
  `,
  // Runs every two minutes, and its last run of two minutes and three seconds ended years ago: it has an hour and twice that. Nobody saw
  // it run, so that nothing is sent. Fifteen objects fail in one execution, which proves nothing by being answered again.
  'cloud-sync-active': `
         0 | CONDITIONS all; payload cloud-sync-active |  | failing, perhaps failing
        64 | no change                                 |  | failing, perhaps failing
        65 | no change                                 |  | overdue, perhaps overdue, perhaps failing
        70 | no change                                 |  | overdue, perhaps failing
    ${40 * day} | no change                            |  | overdue, perhaps failing
  `,
  // Says nothing of itself: so nothing is said of it.
  'salesforce-status-empty': `
         0 | CONDITIONS all; payload salesforce-status-empty |  | unknown
        30 | no change                                       |  | unknown
    ${40 * day} | no change                                  |  | unknown
  `,
};

test('each published body is worked through', () => {
  expect(Object.keys(worked).sort()).toEqual([...payloads].sort());
});

test.each(Object.entries(worked))('a job that answers %s', (_, script) => timeline(script));
