import type { World } from '../support/crash/poll-order.ts';
import { healthyJob, quarantinedJob, series1, series2 } from '../support/jobs.ts';

const begins = '11111111-1111-4111-8111-111111111111';
const clears = '22222222-2222-4222-8222-222222222222';
const superseded = '33333333-3333-4333-8333-333333333333';
const removed = '44444444-4444-4444-8444-444444444444';
const refreshes = '55555555-5555-4555-8555-555555555555';

/** What two polls see before the one that dies. The second leaves two doubts, which the next poll confirms. */
export const before: readonly World[] = [
  {
    [begins]: [healthyJob()],
    [clears]: [quarantinedJob(series1)],
    [superseded]: [quarantinedJob(series1)],
    [removed]: [quarantinedJob(series1)],
    [refreshes]: [healthyJob()],
  },
  {
    [begins]: [healthyJob()],
    [clears]: [healthyJob()],
    [superseded]: [quarantinedJob(series1)],
    [removed]: [],
    [refreshes]: [healthyJob()],
  },
];

/** What the poll that dies sees, and those after it. */
export const atDeath: World = {
  [begins]: [quarantinedJob(series1)],
  [clears]: [healthyJob()],
  [superseded]: [quarantinedJob(series2)],
  [removed]: [],
  [refreshes]: [healthyJob('scim.1', { countSuccessiveCompleteFailures: 1 })],
};

/** The events of that poll, each job's in order: began; cleared; cleared, began; cleared. */
export const eventsAtDeath = 5;
