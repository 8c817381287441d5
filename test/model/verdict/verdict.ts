import assert from 'node:assert/strict';
import { jobName } from '../../../src/core/state.ts';
import { isWatched } from '../../../src/core/watch.ts';
import type { World } from '../poll/world.ts';
import { markOf } from '../tenant/true-job.ts';
import { type Accepted, firstAcceptances } from './accepted.ts';
import { assertReadTwice } from './change-is-proven.ts';
import { assertProven } from './clear-is-proven.ts';
import type { Ledger } from './ledger.ts';

/** Faults off and time passes: whatever is to be told is told now. */
export async function drain(world: World): Promise<void> {
  world.truth.heal();
  // To find jobs, to let a mass removal stand for its day, to raise a doubt and to confirm it; a sweep is due each time.
  for (const hours of [1.1, 13, 13, 1.1, 1.1]) {
    world.pass(hours * 3600);
    await world.poll();
  }
}

/** Compares what the bus accepted with the books and with the truth, after `drain`. @returns how many events there are, and of which kinds */
export function judge(world: World): Record<'accepted' | 'changed' | 'expiring', number> {
  const accepted = firstAcceptances(world.publisher.accepted);
  const ids = new Map<string, string>();
  for (const event of accepted) {
    const about = `${event.kind} ${event.sequence} of ${event.job}`;
    assertExpected(world.ledger, event, about);
    if (event.kind === 'cleared') assertProven(world, event, about);
    if (event.kind === 'changed') assertReadTwice(world, event, about);
    const which = event.kind === 'changed' ? event.time : '';
    const name = [event.job, event.kind, event.episode, event.occurrence, which].join(' ');
    assert.equal(ids.get(name) ?? event.id, event.id, `${about}: one episode under two ids`);
    ids.set(name, event.id);
  }
  assert.equal(new Set(ids.values()).size, ids.size, 'two episodes under one id');
  assertNothingLost(world.ledger, accepted);
  assertConverged(world, accepted);
  const count = (kind: string) => accepted.filter((event) => event.kind === kind).length;
  return { accepted: accepted.length, changed: count('changed'), expiring: count('expiring') };
}

/** It says what the books say under its number. */
function assertExpected(ledger: Ledger, event: Accepted, about: string): void {
  const expected = ledger.find(event.job, event.sequence);
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
  const places = new Set(accepted.map(({ job, sequence }) => `${job} ${sequence}`));
  for (const { job, automaton, start = 0, lost } of ledger.chapters) {
    const told = automaton.told.map((_, n) => places.has(`${jobName(job)} ${start + 1 + n}`));
    const missing = told.indexOf(false);
    if (lost) assert(missing < 0 || !told.includes(true, missing), `${jobName(job)}: a gap before the loss`);
    else assert(missing < 0, `${jobName(job)}: lost ${JSON.stringify(automaton.told[missing])}`);
    const kinds = automaton.told.map(({ kind }) => kind).join(' ');
    // Changes at any time between begin and clear, one reminder at the most.
    const episode =
      /(?:began(?: changed)*(?: expiring)?(?: changed)* cleared ?)*(?:began(?: changed)*(?: expiring)?(?: changed)*)?/;
    assert.equal(episode.exec(kinds)?.[0], kinds, `${jobName(job)}: no course of events`);
  }
}

/** The last that was told of each job is what it is, as far as that can be proven. */
function assertConverged(world: World, accepted: readonly Accepted[]): void {
  for (const { principal, job } of world.truth.places) {
    const key = { servicePrincipalId: principal.id, jobId: job.id };
    if (!isWatched(world.watch, key)) continue;
    const last = accepted.findLast((event) => event.job === jobName(key));
    const isThere = principal.present && job.present;
    const { look, pair } = markOf(job);
    if (isThere && look === 'quarantined') {
      assert(last && last.kind !== 'cleared', `${jobName(key)}: not told`);
      const reason = accepted.findLast(({ kind, job }) => kind !== 'expiring' && job === jobName(key))?.pair;
      if (pair !== '' && world.settings.wanted.changed) assert.equal(reason, pair, `${jobName(key)}: why`);
    }
    const told = world.ledger.of(key).automaton.told.length > 0;
    if (told && (!isThere || look === 'running')) {
      assert.equal(last?.kind, 'cleared', `${jobName(key)}: its clear is not told`);
    }
  }
}
