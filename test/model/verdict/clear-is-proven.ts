import assert from 'node:assert/strict';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { Sighting } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';
import type { World } from '../poll/world.ts';
import type { Accepted } from './accepted.ts';
import { answersAbout } from './answers-about.ts';

/** Straight from the answers: a clear rests on two of them, far enough apart, with none between that says otherwise. */
export function assertProven(world: World, event: Accepted, about: string): void {
  const { clearedAfter, clearedBefore, recordedAt } = event;
  const inOrder = clearedAfter <= clearedBefore && clearedBefore <= recordedAt;
  assert(inOrder, `${about}: its times are out of order`);
  const answers = world.polls.flatMap((poll) => answersAbout(poll, event.job));
  const sawIt = answers.some(
    ({ at, look }) => look === 'quarantined' && at <= recordedAt && at >= clearedAfter,
  );
  assert(sawIt, `${about}: no poll saw the quarantine after ${clearedAfter}`);

  const last = answers.filter(({ at }) => at === recordedAt);
  if (event.cause === 'superseded') {
    // An episode without a series is named after its first sight, which can be later than the series that it gets.
    const names = [event.episode, ...answers.filter(({ at }) => at < recordedAt).map(({ series }) => series)];
    const isLater = ({ series = '' }: Sighting) => names.some((name) => name !== undefined && name < series);
    assert(last.some(isLater), `${about}: no later series was read`);
    return;
  }
  const look = event.cause === 'recovered' ? 'running' : 'gone';
  const first = answers.find((answer) => answer.at === clearedBefore && answer.look === look);
  const confirmableFrom = addMilliseconds(clearedBefore, world.settings.confirmAfterMs);
  const second = last.find((answer) => answer.look === look && answer.poll.startedAt >= confirmableFrom);
  assert(first && second && first.poll !== second.poll, `${about}: it was not read twice`);
  assert(look === 'running' || second.byId, `${about}: it was not asked for by its id`);
  const neither: Sighting['look'][] = [look, 'unreadable', 'amongMany'];
  const against = answers.find(
    ({ at, poll, look: other }, place) =>
      at > clearedBefore &&
      at < recordedAt &&
      isSettled(poll) &&
      !world.gaps.some(({ from, until }) => at >= from && at <= until) &&
      // What is missing in a list is asked for by its id: that answer counts.
      answers[place + 1]?.poll !== poll &&
      !neither.includes(other),
  );
  assert(!against, `${about}: between its proofs it was ${against?.look}`);
}

/** Whether everything that this poll read took effect, with no other poll in between. */
function isSettled({ report, overlapped }: ModelPoll): boolean {
  return !overlapped && report?.kind === 'ended' && report.outcome === 'complete';
}
