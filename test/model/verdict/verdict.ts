import assert from 'node:assert/strict';
import { jobName } from '../../../src/core/job-key.ts';
import { isWatched } from '../../../src/core/watch.ts';
import type { World } from '../poll/world.ts';
import { markOf } from '../tenant/true-job.ts';
import { type Accepted, firstAcceptances } from './accepted.ts';
import type { Expected } from './automaton.ts';
import { assertReadTwice } from './change-is-proven.ts';
import { assertProven } from './clear-is-proven.ts';
import { type Ledger, placeName } from './ledger.ts';

/**
 * Faults off and time passes: whatever is to be told is told now. What is there is known within an interval of discovery and a poll; what
 * is gone may have to stand for a day.
 */
export async function drain(world: World): Promise<void> {
  world.calm();
  // Jobs that are known need no discovery: a doubt and its proof.
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

/** Compares what the bus accepted with the books and with the truth, after `drain`. @returns how many events there are, and of which kinds */
export function judge(world: World): Record<'accepted' | 'changed' | 'expiring', number> {
  const accepted = firstAcceptances(world.publisher.accepted, world.ledger.lost);
  const { expected } = world.ledger;
  for (const event of accepted) {
    const about = `${event.kind} ${event.sequence} of ${event.job}`;
    assertExpected(expected.get(placeName(event.job, event.sequence)), event, about);
    if (event.kind === 'cleared') assertProven(world, event, about);
    if (event.kind === 'changed') assertReadTwice(world, event, about);
  }
  assertNothingLost(world.ledger, accepted);
  assertShown(world, accepted);
  assertConverged(world, accepted);
  const count = (kind: string) => accepted.filter((event) => event.kind === kind).length;
  return { accepted: accepted.length, changed: count('changed'), expiring: count('expiring') };
}

/** It says what the books say under its number. */
function assertExpected(expected: Expected | undefined, event: Accepted, about: string): void {
  assert(expected, `${about}: invented, nothing that was observed has to be told so`);
  const { kind, cause, episode, recordedAt, fresh, reasons } = expected;
  assert.deepEqual(
    {
      kind: event.kind,
      cause: event.cause,
      episode: event.episode,
      recordedAt: event.recordedAt,
      reasons: event.kind === 'changed' ? [event.previous, event.pair] : event.reasons,
    },
    { kind, cause, episode, recordedAt, reasons },
    `${about}: told otherwise than observed`,
  );
  assert.equal(event.occurrence === 1, fresh, `${about}: the occurrence is ${event.occurrence}`);
}

/** Everything in the books was told, without a gap, and as an episode goes. */
function assertNothingLost(ledger: Ledger, accepted: readonly Accepted[]): void {
  const places = new Set(accepted.map(({ job, sequence }) => placeName(job, sequence)));
  for (const { job, automaton, sequences, keptUntil } of ledger.chapters) {
    const told = automaton.expected.map((_, n) => places.has(placeName(jobName(job), sequences[n] ?? 0)));
    const missing = told.indexOf(false);
    const isLost = keptUntil !== undefined && missing >= keptUntil;
    if (isLost) assert(!told.includes(true, missing), `${jobName(job)}: a gap before the loss`);
    else assert(missing < 0, `${jobName(job)}: lost ${JSON.stringify(automaton.expected[missing])}`);
    const kinds = automaton.expected.map(({ kind }) => kind).join(' ');
    // Changes at any time between begin and clear, one reminder at the most.
    const episode =
      /(?:began(?: changed)*(?: expiring)?(?: changed)* cleared ?)*(?:began(?: changed)*(?: expiring)?(?: changed)*)?/;
    assert.equal(episode.exec(kinds)?.[0], kinds, `${jobName(job)}: no course of events`);
  }
}

/** Every quarantine is told, and why. */
function assertShown(world: World, accepted: readonly Accepted[]): void {
  const isLost = lostWith(world.ledger);
  for (const { principal, job } of world.truth.places) {
    const key = { servicePrincipalId: principal.id, jobId: job.id };
    const isThere = principal.present && job.present;
    const { look, pair } = markOf(job);
    if (!isWatched(world.watch, key) || !isThere || look !== 'quarantined') continue;
    const last = accepted.findLast(({ job }) => job === jobName(key));
    if (last && isLost(last)) continue;
    assert(last && last.kind !== 'cleared', `${jobName(key)}: not sent`);
    const saysWhy = accepted.findLast(({ kind, job }) => kind !== 'expiring' && job === jobName(key));
    if (pair === '' || !world.settings.wanted.changed || !saysWhy || isLost(saysWhy)) continue;
    assert.equal(saysWhy.pair, pair, `${jobName(key)}: why`);
  }
}

/**
 * Whether an event went with a table. One that was set back says what was sent before its copy, and so it was: what is open is sent again;
 * an end or another reason that nobody can see any more is not.
 */
function lostWith({ lost }: Ledger): (event: Accepted) => boolean {
  return ({ job, sequence }) => lost.has(placeName(job, sequence));
}

/** And every quarantine that was told and is over, as far as that can be proven. */
function assertConverged(world: World, accepted: readonly Accepted[]): void {
  const isLost = lostWith(world.ledger);
  for (const { principal, job } of world.truth.places) {
    const key = { servicePrincipalId: principal.id, jobId: job.id };
    const told = world.ledger.of(key).automaton.expected.length > 0;
    const isThere = principal.present && job.present;
    if (!isWatched(world.watch, key) || !told || (isThere && markOf(job).look !== 'running')) continue;
    const last = accepted.findLast((event) => event.job === jobName(key));
    if (last && isLost(last)) continue;
    assert.equal(last?.kind, 'cleared', `${jobName(key)}: its clear is not told`);
  }
}
