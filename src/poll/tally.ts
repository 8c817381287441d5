import type { Failure } from '../core/run-record.ts';

/** What a run has done so far. */
export interface Tally {
  principals: number;
  jobsRead: number;
  jobsChanged: number;
  jobsUnreadable: number;
  eventsRecorded: number;
  eventsSent: number;
  readonly failures: Failure[];
}

export function newTally(): Tally {
  return {
    principals: 0,
    jobsRead: 0,
    jobsChanged: 0,
    jobsUnreadable: 0,
    eventsRecorded: 0,
    eventsSent: 0,
    failures: [],
  };
}
