import type fc from 'fast-check';
import type { Around } from '../poll/around.ts';

/** Waits until the scheduler lets this one go on; `what` says what it is about to do. */
export type Turn = (what: string) => Promise<void>;

/**
 * Gives those who race their turns, one at a time: each runs until it, and all that it started, waits again. So the order
 * of the turns is all that there is to chance.
 */
export function turnsOf(scheduler: fc.Scheduler): (who: string) => Turn {
  return (who) => async (what) => {
    await scheduler.schedule(Promise.resolve(), `${who} ${what}`, undefined, untilAllWait);
  };
}

/** Runs the race: all turns, until none is left. */
export async function race(scheduler: fc.Scheduler, racers: readonly Promise<void>[]): Promise<void> {
  let ended = false;
  const end = Promise.all(racers).finally(() => {
    ended = true;
  });
  // An error of a racer shows when all have ended.
  end.catch(() => undefined);
  while (scheduler.count() > 0) await scheduler.waitNext(1);
  if (!ended) throw new Error('a racer waits for something other than its turn');
  await end;
}

/** `around`, each call of it in a turn of its own. */
export function inTurns(turn: Turn, around: Around): Around {
  return async (call, effect) => {
    await turn(call);
    return around(call, effect);
  };
}

async function untilAllWait(release: () => Promise<void>): Promise<void> {
  await release();
  // Nothing in a race waits for a timer or a socket: when the promises have settled all wait for their turn.
  await new Promise((resolve) => setImmediate(resolve));
}
