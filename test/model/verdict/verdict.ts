import assert from 'node:assert/strict';
import { jobName } from '../../../src/core/job-key.ts';
import { isWatched } from '../../../src/core/watch.ts';
import type { World } from '../poll/world.ts';
import { markOf } from '../tenant/true-job.ts';
import { type Accepted, firstAcceptances } from './accepted.ts';
import { assertBegan } from './begin-is-proven.ts';
import { assertReadTwice } from './change-is-proven.ts';
import { assertProven, assertRemoved } from './clear-is-proven.ts';
import { assertEpisodes } from './episodes.ts';
import { type Entered, type Ledger, placeName } from './ledger.ts';
import { assertOpenIsTrue } from './open-is-true.ts';

/**
 * Faults off and time passes: whatever is to be sent is sent now. What is there is known within an interval of discovery and a poll; what
 * is gone may have to stand for a day.
 */
export async function drain(world: World): Promise<void> {
  world.calm();
  // Jobs that are known need no discovery: a doubt and its proof, or HALT_AFTER.
  for (const seconds of [300, 300, 300, 2700, 300, 300]) {
    world.pass(seconds);
    await world.poll();
  }
  assertShown(world, firstAcceptances(world.publisher.accepted, world.ledger.lost));
  for (const hours of [13, 13, 1.1, 1.1]) {
    world.pass(hours * 3600);
    await world.poll();
  }
}

/** Compares what the bus accepted with the books and with the truth, after `drain`. @returns how much there was to judge */
export function judge(world: World): Judged {
  const { ledger } = world;
  const accepted = firstAcceptances(world.publisher.accepted, ledger.lost);
  const { toSend } = ledger;
  for (const event of accepted) {
    const about = `${event.condition} ${event.kind} ${event.sequence} of ${event.job}`;
    assertExpected(toSend.get(placeName(event.job, event.condition, event.sequence)), event, about);
    if (event.kind === 'began') assertBegan(world, event, about);
    if (event.kind === 'cleared') assertProven(world, event, about);
    if (event.kind === 'removed') assertRemoved(world, event, about);
    if (event.kind === 'changed') assertReadTwice(world, event, about);
  }
  assertNothingLost(ledger, accepted);
  for (const chapter of ledger.chapters) assertEpisodes(chapter, accepted);
  assertShown(world, accepted);
  assertOpenIsTrue(world);
  assertConverged(world, accepted);
  world.feed.judge(world.publisher, world.wasLost);
  return counted(ledger, accepted);
}

/** It says what the books say under its sequence. */
function assertExpected(expected: Entered | undefined, event: Accepted, about: string): void {
  assert(expected, `${about}: invented, nothing that was observed has to be sent so`);
  const { kind, cause, episode, occurrence, recordedAt, reasons, massDelay } = expected;
  assert.deepEqual(
    {
      kind: event.kind,
      cause: event.cause,
      episode: event.episode,
      occurrence: event.occurrence,
      recordedAt: event.recordedAt,
      reasons: event.kind === 'changed' ? [event.previous, event.why] : event.reasons,
      massDelay: event.massDelay,
    },
    { kind, cause, episode, occurrence, recordedAt, reasons, massDelay },
    `${about}: published otherwise than observed`,
  );
}

/** Everything in the books that is published was sent, without a gap, and in the order of its job. */
function assertNothingLost(ledger: Ledger, accepted: readonly Accepted[]): void {
  const places = new Map(
    accepted.map(({ job, condition, sequence }, place) => [placeName(job, condition, sequence), place]),
  );
  for (const { job, entered, keptUntil } of ledger.chapters) {
    const name = jobName(job);
    const kept = entered.slice(0, keptUntil ?? entered.length);
    const sent = (event: Entered) => places.get(placeName(name, event.condition, event.sequence));
    let last = -1;
    for (const event of kept.filter(({ isPublished }) => isPublished)) {
      const place = sent(event);
      assert(place !== undefined, `${name}: lost ${JSON.stringify(event)}`);
      assert(place > last, `${name}: sent before an earlier one: ${JSON.stringify(event)}`);
      last = place;
    }
    const behind = entered.slice(kept.length).filter(({ isPublished }) => isPublished);
    const missing = behind.findIndex((event) => sent(event) === undefined);
    const isGap = missing >= 0 && behind.slice(missing).some((event) => sent(event) !== undefined);
    assert(!isGap, `${name}: a gap before the loss`);
  }
}

/** Every quarantine is sent, and why. */
function assertShown(world: World, accepted: readonly Accepted[]): void {
  const isLost = lostWith(world.ledger);
  const quarantines = accepted.filter(({ condition }) => condition === 'quarantine');
  for (const { principal, job } of world.truth.places) {
    const key = { servicePrincipalId: principal.id, jobId: job.id };
    const isThere = principal.present && job.present;
    const { look, pair } = markOf(job);
    if (!isWatched(world.watch, key) || !isThere || look !== 'quarantined') continue;
    const last = quarantines.findLast(({ job }) => job === jobName(key));
    if (last && isLost(last)) continue;
    assert(last && last.kind !== 'cleared', `${jobName(key)}: not sent`);
    const saysWhy = quarantines.findLast(({ kind, job }) => kind !== 'expiring' && job === jobName(key));
    if (pair === '' || !world.wanted.changed || !saysWhy || isLost(saysWhy)) continue;
    assert.equal(saysWhy.why, pair, `${jobName(key)}: why`);
  }
}

/**
 * Whether an event went with a table. One that was set back says what was sent before its copy, and so it was: what is open is sent again;
 * an end or another reason that nobody can see any more is not.
 */
function lostWith({ lost }: Ledger): (event: Accepted) => boolean {
  return ({ job, condition, sequence }) => lost.has(placeName(job, condition, sequence));
}

/** And every quarantine that was sent and is over, as far as that can be proven. */
function assertConverged(world: World, accepted: readonly Accepted[]): void {
  const isLost = lostWith(world.ledger);
  const quarantines = accepted.filter(({ condition }) => condition === 'quarantine');
  for (const { principal, job } of world.truth.places) {
    const key = { servicePrincipalId: principal.id, jobId: job.id };
    const wasSent = world.ledger.of(key).entered.some(({ condition }) => condition === 'quarantine');
    const isThere = principal.present && job.present;
    if (!isWatched(world.watch, key) || !wasSent || (isThere && markOf(job).look !== 'running')) continue;
    const last = quarantines.findLast((event) => event.job === jobName(key));
    if (last && isLost(last)) continue;
    assert.equal(last?.kind, 'cleared', `${jobName(key)}: its clear is not sent`);
  }
}

/** How much there was to judge. */
export interface Judged {
  /** Events that were sent, and those of each kind that is rare. */
  readonly accepted: number;
  readonly changed: number;
  readonly expiring: number;
  readonly halt: number;
  readonly overdue: number;
  readonly failures: number;
  readonly removed: number;
  /** Begins that were held back. */
  readonly massDelay: number;
  /** Late jobs that were halted or quarantined. */
  readonly replaced: number;
  /** What was recorded and not published. */
  readonly silent: number;
}

function counted({ chapters }: Ledger, accepted: readonly Accepted[]): Judged {
  const count = (is: (event: Accepted) => boolean) => accepted.filter(is).length;
  return {
    accepted: accepted.length,
    changed: count(({ kind }) => kind === 'changed'),
    expiring: count(({ kind }) => kind === 'expiring'),
    halt: count(({ condition }) => condition === 'halt'),
    overdue: count(({ condition }) => condition === 'overdue'),
    failures: count(({ condition }) => condition === 'failures'),
    removed: count(({ kind }) => kind === 'removed'),
    massDelay: count(({ massDelay }) => massDelay),
    replaced: count(({ cause }) => cause === 'halted' || cause === 'quarantined'),
    silent: chapters.flatMap(({ entered }) => entered.filter(({ isPublished }) => !isPublished)).length,
  };
}
