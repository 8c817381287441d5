import type { WantedEvents } from '../../src/core/detection.ts';

/** As it is when nothing is set: begins and clears are told, and no more. */
export const noneWanted: WantedEvents = { changed: false, remindBeforeMs: undefined };

/** Changes of the reason too, and a reminder a week before the job may be switched off. */
export const allWanted: WantedEvents = { changed: true, remindBeforeMs: 7 * 24 * 60 * 60_000 };
