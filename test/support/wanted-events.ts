import type { WantedEvents } from '../../src/core/detection.ts';

/** As it is when nothing is set: begins and clears of quarantines are sent, and no more. */
export const noneWanted: WantedEvents = {
  conditions: new Set(['quarantine']),
  changed: false,
  remindBeforeMs: undefined,
};

/** Of quarantines: changes of the reason too, and a reminder a week before the job may be switched off. */
export const allWanted: WantedEvents = {
  ...noneWanted,
  changed: true,
  remindBeforeMs: 7 * 24 * 60 * 60_000,
};

/** Begins and clears of every condition, and that a job was removed. */
export const everyConditionWanted: WantedEvents = {
  ...noneWanted,
  conditions: new Set(['quarantine', 'halt', 'overdue', 'failures', 'jobs']),
};
