import assert from 'node:assert/strict';
import { isJsonObject } from '../../src/core/json.ts';
import { jobName } from '../../src/core/state.ts';
import { isWatched } from '../../src/core/watch.ts';
import { type Sighting, sightingOf } from './sighting.ts';
import { markOf } from './truth.ts';
import { confirmableFrom, type ModelPoll, type World } from './world.ts';

interface Accepted {
  readonly id: string;
  readonly job: string;
  readonly kind: string;
  readonly sequence: number;
  readonly recordedAt: string;
  readonly episode: string;
  readonly occurrence: number;
  readonly cause: string | undefined;
  readonly clearedAfter: string;
  readonly clearedBefore: string;
  readonly body: string;
}

/** Faults off and time passes: whatever is to be told is told now. */
export async function drain(world: World): Promise<void> {
  world.truth.heal();
  for (let n = 0; n < 5; n++) {
    world.pass(20 * 60);
    await world.poll();
  }
}

/** Compares what the bus accepted with the books and with the truth. To be asked after `drain`. */
export function judge(world: World): number {
  const accepted = firstAcceptances(world);
  const keys = new Map<string, string>();
  for (const event of accepted) {
    const about = `${event.kind} ${event.sequence} of ${event.job}`;
    const found = world.ledger.find(event.job, event.sequence);
    assert(found, `${about}: invented, nothing that was observed has to be told so`);
    const { kind, cause, episode, recordedAt, fresh } = found.expected;
    assert.deepEqual(
      { kind: event.kind, cause: event.cause, episode: event.episode, recordedAt: event.recordedAt },
      { kind, cause, episode, recordedAt },
      `${about}: told otherwise than observed`,
    );
    assert.equal(event.occurrence === 1, fresh, `${about}: the occurrence is ${event.occurrence}`);
    const name = [event.job, event.kind, event.episode, event.occurrence].join(' ');
    assert.equal(keys.get(name) ?? event.id, event.id, `${about}: one episode under two ids`);
    keys.set(name, event.id);
    if (event.kind === 'cleared') assertProven(world, event, about);
  }
  assert.equal(new Set(keys.values()).size, keys.size, 'two episodes under one id');
  assertNothingLost(world, accepted);
  assertConverged(world, accepted);
  return accepted.length;
}

/** What was accepted, in the order of the first time. A repeat has the same id and bytes. */
function firstAcceptances(world: World): Accepted[] {
  const first = new Map<string, Accepted>();
  const last = new Map<string, number>();
  for (const { id, body } of world.publisher.accepted) {
    const event = read(id, new TextDecoder().decode(body));
    const place = `${event.job} ${event.sequence}`;
    const before = first.get(place);
    if (before) {
      assert.equal(event.id, before.id, `${place}: one event under two ids`);
      assert.equal(event.body, before.body, `${place}: a repeat with other bytes`);
      continue;
    }
    assert(event.sequence > (last.get(event.job) ?? 0), `${place}: told after a later one`);
    last.set(event.job, event.sequence);
    first.set(place, event);
  }
  return [...first.values()];
}

function assertNothingLost(world: World, accepted: readonly Accepted[]): void {
  const places = new Set(accepted.map(({ job, sequence }) => `${job} ${sequence}`));
  for (const { job, automaton, start = 0, lost } of world.ledger.chapters) {
    const told = automaton.told.map((_, n) => places.has(`${jobName(job)} ${start + 1 + n}`));
    const missing = told.indexOf(false);
    if (lost) assert(missing < 0 || !told.includes(true, missing), `${jobName(job)}: a gap before the loss`);
    else assert(missing < 0, `${jobName(job)}: lost ${JSON.stringify(automaton.told[missing])}`);
    const kinds = automaton.told.map(({ kind }) => kind);
    assert(
      kinds.every((kind, n) => (kind === 'began') === (n % 2 === 0)),
      `${jobName(job)}: ${kinds}`,
    );
  }
}

/** Straight from the answers: a clear rests on two of them, far enough apart, with none between that says otherwise. */
function assertProven(world: World, event: Accepted, about: string): void {
  const { clearedAfter, clearedBefore, recordedAt } = event;
  assert(
    clearedAfter <= clearedBefore && clearedBefore <= recordedAt,
    `${about}: its times are out of order`,
  );
  const answers = world.polls.flatMap((poll) => answersAbout(poll, event.job));
  const sawIt = answers.some(({ at, look }) => look === 'quarantined' && at >= clearedAfter && at <= recordedAt);
  assert(sawIt, `${about}: no poll saw the quarantine after ${clearedAfter}`);
  const last = answers.filter(({ at }) => at === recordedAt);
  if (event.cause === 'superseded') {
    const isLater = ({ look, series = '' }: Sighting) => look === 'quarantined' && series > event.episode;
    assert(last.some(isLater), `${about}: no later series was read`);
    return;
  }
  const look = event.cause === 'recovered' ? 'running' : 'gone';
  const first = answers.find((answer) => answer.at === clearedBefore && answer.look === look);
  const second = last.find(
    (answer) =>
      answer.look === look && answer.poll.startedAt >= confirmableFrom(world, clearedBefore) && first,
  );
  assert(first && second && first.poll !== second.poll, `${about}: it was not read twice`);
  const against = answers.find(
    ({ at, poll, look: other }) =>
      at > clearedBefore && at < recordedAt && isSettled(poll) && other !== look && other !== 'unreadable',
  );
  assert(!against, `${about}: between its proofs it was ${against?.look}`);
}

/** Whether everything that this poll read took effect, with no other poll in between. */
function isSettled({ report, overlapped }: ModelPoll): boolean {
  return !overlapped && report?.kind === 'ended' && report.outcome === 'complete';
}

function answersAbout(poll: ModelPoll, job: string): (Sighting & { readonly poll: ModelPoll })[] {
  const [servicePrincipalId = '', jobId = ''] = job.split('/');
  return poll.graph.seen
    .filter((seen) => seen.servicePrincipalId === servicePrincipalId)
    .map((seen) => ({ ...sightingOf(seen, jobId), poll }))
    .filter(({ poll: { watch } }) => isWatched(watch, { servicePrincipalId, jobId }));
}

/** The last that was told of each job is what it is, as far as that can be proven. */
function assertConverged(world: World, accepted: readonly Accepted[]): void {
  for (const { principal, job } of world.truth.places) {
    const key = { servicePrincipalId: principal.id, jobId: job.id };
    if (!isWatched(world.watch, key)) continue;
    const last = accepted.findLast((event) => event.job === jobName(key));
    const isThere = principal.present && job.present;
    const { look } = markOf(job);
    if (isThere && look === 'quarantined') assert.equal(last?.kind, 'began', `${jobName(key)}: not told`);
    const told = world.ledger.of(key).automaton.told.length > 0;
    if (told && (!isThere || look === 'running')) {
      assert.equal(last?.kind, 'cleared', `${jobName(key)}: its clear is not told`);
    }
  }
}

function read(id: string, body: string): Accepted {
  const event: unknown = JSON.parse(body);
  assert(isJsonObject(event) && isJsonObject(event.data), 'an event without data');
  const { data } = event;
  return {
    id,
    job: `${data.servicePrincipalId}/${data.jobId}`,
    kind: String(event.type).split('.').at(-1) ?? '',
    sequence: Number(event.sequence),
    recordedAt: String(event.recordedtime),
    episode: String(data.episode),
    occurrence: Number(data.occurrence),
    cause: typeof data.cause === 'string' ? data.cause : undefined,
    clearedAfter: String(data.clearedAfter),
    clearedBefore: String(data.clearedBefore),
    body,
  };
}
