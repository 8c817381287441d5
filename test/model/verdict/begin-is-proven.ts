import assert from 'node:assert/strict';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { World } from '../poll/world.ts';
import type { Mark } from '../tenant/true-job.ts';
import type { Accepted } from './accepted.ts';
import { type AnswerAbout, answersAbout } from './answers-about.ts';
import { endedLater } from './course.ts';
import { failuresFrom } from './rules/failures.ts';
import { limits } from './rules/limits.ts';
import { lateAfterMs } from './rules/runs-seen.ts';

const stopped: readonly string[] = ['idle', 'quarantined'];

/**
 * Straight from the answers: a begin says what was really so, at the answer that first showed it and at the one that proves it.
 * A quarantine whose series is new needs the second one only.
 */
export function assertBegan(world: World, event: Accepted, about: string): void {
  const { condition, episode, recordedAt, beganAfter } = event;
  const answers = world.polls.flatMap((poll) => answersAbout(poll, event.job));
  const looks = condition === 'quarantine' ? ['quarantined'] : condition === 'halt' ? stopped : ['running'];
  // Polls that overlap may get answers in the same instant.
  const shows = ({ look, mark }: AnswerAbout) => mark !== undefined && looks.includes(look);
  const last = answers.find((answer) => answer.at === recordedAt && shows(answer));
  assert(last, `${about}: it was not so at ${recordedAt}`);
  if (condition === 'quarantine') return;
  const first = answers.find((answer) => answer.at === episode && shows(answer) && answer.poll !== last.poll);
  assert(first, `${about}: it was not so at ${episode}`);
  const confirmableFrom = addMilliseconds(episode, world.settings.confirmAfterMs);
  assert(last.poll.startedAt >= confirmableFrom, `${about}: the two answers are too close`);
  assert(beganAfter === undefined || beganAfter <= episode, `${about}: it began after ${beganAfter}`);
  if (condition === 'halt') assertHalted(first, last, answers, about);
  if (condition === 'overdue') assertLate(event, [first, last], answers, about);
  if (condition === 'failures') assertFailing(first, last, about);
}

/** Stopped for HALT_AFTER, and no run ended since. */
function assertHalted(
  first: AnswerAbout,
  last: AnswerAbout,
  answers: readonly AnswerAbout[],
  about: string,
): void {
  const areStopped = [first, last].every(({ mark }) => mark?.stopped !== undefined);
  assert(areStopped, `${about}: it was not stopped`);
  const since = addMilliseconds(first.at, limits.haltAfterMs);
  assert(last.poll.startedAt >= since, `${about}: it has not been stopped for long enough`);
  // A replica that lags may show an end that is older than one that is known.
  const known = answers.filter(({ at }) => at <= first.at).map(({ mark }) => mark?.runs?.ended ?? '');
  const ended = last.mark?.runs?.ended ?? '';
  assert(
    known.some((each) => each >= ended),
    `${about}: a run ended in between`,
  );
}

/** Late by the dates that both answers show, and not only since nobody looked: it was seen to run for as long as it may be late. */
function assertLate(
  { why, massDelay, episode, recordedAt }: Accepted,
  both: readonly AnswerAbout[],
  answers: readonly AnswerAbout[],
  about: string,
): void {
  for (const { at, graphTime, look, mark } of both) {
    assert(look === 'running' && mark?.runs, `${about}: it did not run at ${at}`);
    assert(!mark.idlesByNature, `${about}: it may idle`);
    const now = Math.max(Date.parse(at), Date.parse(graphTime));
    // What is held back stood still with many others, and may be late in another way by the time that it is told.
    const way = massDelay && at === episode ? 'notRunning' : why;
    const allowed = allowedMs(way, mark);
    const { ended, steady } = mark.runs;
    const date = way === 'notRunning' ? ended : steady;
    const isLate = date === undefined || now - Date.parse(date) > allowed;
    assert(isLate, `${about}: it was on time at ${at}, with ${date}`);
    const wasSeen = answers.some((each) => each.look === 'running' && earliest(each) < now - allowed);
    assert(wasSeen, `${about}: nobody saw it run before it was late`);
  }
  const isLong = Date.parse(recordedAt) - Date.parse(episode) >= 4 * 60 * 60_000;
  assert(!massDelay || isLong, `${about}: published before many had been late for long`);
}

/** By whichever clock. */
function earliest({ at, graphTime }: AnswerAbout): number {
  return Math.min(Date.parse(at), Date.parse(graphTime));
}

function allowedMs(why: string, { runs }: Mark): number {
  if (why !== 'notRunning' || !runs) return limits.initialCycleAfterMs;
  return lateAfterMs(runs.everyMs, 0);
}

/** Two executions left too many objects in error. */
function assertFailing(first: AnswerAbout, last: AnswerAbout, about: string): void {
  for (const { at, look, mark } of [first, last]) {
    assert(look === 'running' && mark?.runs, `${about}: it did not run at ${at}`);
    const { failing, ending } = mark.runs;
    assert(ending !== 'Failed' && failing >= failuresFrom(mark.runs), `${about}: ${failing} failed at ${at}`);
  }
  const isAnother = endedLater(last.mark?.runs?.ended, first.mark?.runs?.ended);
  assert(isAnother, `${about}: it was read in one execution only`);
}
