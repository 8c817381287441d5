import assert from 'node:assert/strict';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { World } from '../poll/world.ts';
import type { Accepted } from './accepted.ts';
import { answersAbout } from './answers-about.ts';

/** Straight from the answers: two polls read the new reason, far enough apart; the first sight is the event's time. */
export function assertReadTwice(world: World, event: Accepted, about: string): void {
  const { condition, time, recordedAt, why, previous } = event;
  const isOther = condition === 'failures' ? Number(why) >= 10 * Number(previous) : why !== previous;
  assert(why !== '' && isOther, `${about}: from '${previous}' to '${why}'`);
  const answers = world.polls.flatMap((poll) => answersAbout(poll, event.job));
  const saying = answers.filter(({ mark }) => {
    if (condition !== 'failures') return mark?.look === 'quarantined' && mark.pair === why;
    return mark?.look === 'running' && (mark.runs?.failing ?? 0) >= 10 * Number(previous);
  });
  const first = saying.find(({ at }) => at === time);
  const confirmableFrom = addMilliseconds(time, world.settings.confirmAfterMs);
  const second = saying.find(({ at, poll }) => at === recordedAt && poll.startedAt >= confirmableFrom);
  assert(first && second && first.poll !== second.poll, `${about}: it was not read twice`);
}
