import assert from 'node:assert/strict';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { World } from '../poll/world.ts';
import type { Accepted } from './accepted.ts';
import { answersAbout } from './answers-about.ts';

/** Straight from the answers: two polls read the new reason, far enough apart; the first sight is the event's time. */
export function assertReadTwice(world: World, event: Accepted, about: string): void {
  const { time, recordedAt, pair } = event;
  assert(pair !== '' && pair !== event.previous, `${about}: from '${event.previous}' to '${pair}'`);
  const answers = world.polls.flatMap((poll) => answersAbout(poll, event.job));
  const saying = answers.filter((answer) => answer.look === 'quarantined' && answer.pair === pair);
  const first = saying.find(({ at }) => at === time);
  const confirmableFrom = addMilliseconds(time, world.settings.confirmAfterMs);
  const second = saying.find(({ at, poll }) => at === recordedAt && poll.startedAt >= confirmableFrom);
  assert(first && second && first.poll !== second.poll, `${about}: it was not read twice`);
}
