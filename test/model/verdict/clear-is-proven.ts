import assert from 'node:assert/strict';
import type { ConditionType } from '../../../src/contract/events/event-names.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { Sighting } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';
import type { World } from '../poll/world.ts';
import type { Accepted } from './accepted.ts';
import { type AnswerAbout, answersAbout } from './answers-about.ts';
import { endedLater } from './course.ts';
import { failuresFrom } from './rules/failures.ts';
import { limits } from './rules/limits.ts';

/** Straight from the answers: a clear rests on two of them, far enough apart, with none between that says otherwise. */
export function assertProven(world: World, event: Accepted, about: string): void {
  const { clearedAfter, clearedBefore, recordedAt, cause } = event;
  const inOrder = clearedAfter <= clearedBefore && clearedBefore <= recordedAt;
  assert(inOrder, `${about}: its times are out of order`);
  const answers = world.polls.flatMap((poll) => answersAbout(poll, event.job));
  switch (cause) {
    case 'superseded':
      assertSuperseded(event, answers, about);
      break;
    case 'halted':
    case 'quarantined':
      // That it is so is proven where that begins: it is open in the same instant.
      assertReplaced(world, event, cause === 'halted' ? 'halt' : 'quarantine', about);
      return;
    case 'caughtUp':
      assertCaughtUp(world, event, answers, about);
      return;
    default:
      assertReadTwice(world, event, answers, about);
  }
  if (event.condition !== 'quarantine') return;
  const sawIt = answers.some(
    ({ at, look }) => look === 'quarantined' && at <= recordedAt && at >= clearedAfter,
  );
  assert(sawIt, `${about}: no poll saw the quarantine after ${clearedAfter}`);
}

/** A job that is said to be gone was missing twice, and once was asked for by its id; before that a poll had read it. */
export function assertRemoved(world: World, event: Accepted, about: string): void {
  const { removedAfter, removedBefore, job } = event;
  assert(removedAfter <= removedBefore, `${about}: its times are out of order`);
  const answers = world.polls.flatMap((poll) => answersAbout(poll, job));
  const wasThere = answers.some(({ at, mark }) => mark !== undefined && at <= removedBefore);
  assert(wasThere, `${about}: nobody ever saw it`);
  assertReadTwice(world, { ...event, cause: 'removed', clearedBefore: removedBefore }, answers, about);
}

function assertSuperseded(
  { recordedAt, episode }: Accepted,
  answers: readonly AnswerAbout[],
  about: string,
): void {
  const last = answers.filter(({ at }) => at === recordedAt);
  // An episode without a series is named after its first sight, which can be later than the series that it gets.
  const before = answers.filter(({ at }) => at < recordedAt);
  const names = [episode, ...before.map(({ mark }) => mark?.series)];
  const isLater = ({ mark }: Sighting) =>
    names.some((name) => name !== undefined && name < (mark?.series ?? ''));
  assert(last.some(isLater), `${about}: no later series was read`);
}

function assertReplaced(world: World, { job, recordedAt }: Accepted, by: ConditionType, about: string): void {
  const isOpen = world.ledger.chapters.some((chapter) => {
    if (`${chapter.job.servicePrincipalId}/${chapter.job.jobId}` !== job) return false;
    const last = chapter.entered.findLast(
      (each) => each.condition === by && each.recordedAt <= recordedAt && each.kind !== 'expiring',
    );
    return last !== undefined && last.kind !== 'cleared';
  });
  assert(isOpen, `${about}: no ${by} was open`);
}

/** One answer that shows a newer date of what was late, on time: or two that show the job on time. */
function assertCaughtUp(world: World, event: Accepted, answers: readonly AnswerAbout[], about: string): void {
  if (event.detection !== 'observed') {
    assertReadTwice(world, event, answers, about);
    return;
  }
  const { recordedAt, episode, why } = event;
  const last = answers.find(({ at, look }) => at === recordedAt && look === 'running');
  assert(last?.mark?.runs, `${about}: it was not read`);
  const { ended, steady } = last.mark.runs;
  const whenLate = answers.filter(({ at, look }) => at >= episode && at < recordedAt && look === 'running');
  const isNewer = whenLate.some(
    ({ mark }) =>
      (why === 'notRunning' && ended !== undefined && ended > (mark?.runs?.ended ?? '')) ||
      (steady !== undefined && steady > (mark?.runs?.steady ?? '')),
  );
  assert(isNewer, `${about}: no date is newer than when it was late`);
}

/** What an answer says for the clear, and which others say nothing against it. */
function sayingOver({ condition, cause }: Accepted): (answer: Sighting) => boolean {
  if (cause === 'removed') return ({ look }) => look === 'gone';
  switch (condition) {
    case 'halt':
      return ({ mark }) => mark !== undefined && !mark.isBlank && mark.stopped === undefined;
    case 'failures':
      return ({ look, mark }) =>
        look === 'running' &&
        mark?.runs?.ended !== undefined &&
        mark.runs.failing < failuresFrom(mark.runs) / 2;
    default:
      return ({ look }) => look === 'running';
  }
}

function assertReadTwice(
  world: World,
  event: Accepted,
  answers: readonly AnswerAbout[],
  about: string,
): void {
  const { clearedBefore, recordedAt, cause, condition } = event;
  const saysOver = sayingOver(event);
  const isRemoval = cause === 'removed';
  const first = answers.find((answer) => answer.at === clearedBefore && saysOver(answer));
  const takesLong = condition === 'failures' && !isRemoval;
  const afterMs = takesLong ? limits.failuresClearAfterMs : world.settings.confirmAfterMs;
  const confirmableFrom = addMilliseconds(clearedBefore, afterMs);
  const second = answers.find(
    (answer) => answer.at === recordedAt && saysOver(answer) && answer.poll.startedAt >= confirmableFrom,
  );
  assert(first && second && first.poll !== second.poll, `${about}: it was not read twice`);
  assert(!isRemoval || second.byId, `${about}: it was not asked for by its id`);
  if (takesLong) {
    const isAnother = endedLater(second.mark?.runs?.ended, first.mark?.runs?.ended);
    assert(isAnother, `${about}: it was read in one execution only`);
  }
  const against = answers.find(
    (answer, place) =>
      answer.at > clearedBefore &&
      answer.at < recordedAt &&
      isSettled(answer.poll) &&
      !world.gaps.some(({ from, until }) => answer.at >= from && answer.at <= until) &&
      // What is missing in a list is asked for by its id: that answer counts.
      answers[place + 1]?.poll !== answer.poll &&
      !['unreadable', 'amongMany'].includes(answer.look) &&
      !(takesLong && countsNothing(answer)) &&
      !saysOver(answer),
  );
  assert(!against, `${about}: between its proofs it was ${against?.look}`);
}

/** It shows no execution that counts objects. */
function countsNothing({ look, mark }: Sighting): boolean {
  if (mark?.isBlank) return true;
  return look === 'running' && (mark?.runs?.ended === undefined || mark.runs.ending === 'Failed');
}

/** Whether everything that this poll read took effect, with no other poll in between. */
function isSettled({ report, overlapped }: ModelPoll): boolean {
  return !overlapped && report?.kind === 'ended' && report.outcome === 'complete';
}
