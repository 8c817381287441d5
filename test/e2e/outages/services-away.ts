import { describe, expect, test, vi } from 'vitest';
import { pollNow } from '../../support/poll-now.ts';
import type { SentEvent } from '../../support/sent-events.ts';
import { expectUnknown } from './expect-unknown.ts';
import { type OutageRig, type Start, useOutageRig } from './outage-rig.ts';
import { type Service, services, takeAway } from './take-away.ts';

/** Each alone, and each with another. */
const outages: readonly (readonly Service[])[] = services.flatMap((service, index) => [
  [service],
  ...services.slice(index + 1).map((other) => [service, other] as const),
]);

const nameOf = (away: readonly Service[]) => away.join(' and ');
const beginsWithout = (away: readonly Service[]) => `begins without ${nameOf(away)}`;
const endsWithout = (away: readonly Service[]) => `ends without ${nameOf(away)}`;

/** An outage takes a whole cloud, and most of its time is waiting: some clouds side by side, a few outages on each. */
const clouds = 4;

for (let index = 0; index < clouds; index++) {
  const here = outages.filter((_, n) => n % clouds === index);
  describe.concurrent(`on cloud ${index + 1}`, () => {
    const rig = useOutageRig(
      Object.fromEntries(
        here.flatMap((away): [string, Start][] => [
          [beginsWithout(away), 'healthy'],
          [endsWithout(away), 'quarantined'],
        ]),
      ),
      {
        // Tokens so short that no credential keeps one: a poll has to ask for its own. Those for the tables are in use already.
        identity: { lifetimeSeconds: 110 },
        settings: { STALE_AFTER: 'PT1S' },
      },
    );
    test.sequential.each(here.map((away) => ({ away, name: nameOf(away) })))(
      'a quarantine that begins and one that ends without $name are told once, afterwards, and in order',
      ({ away }) => tellsAfterwards(rig(), away),
      120_000,
    );
  });
}

async function tellsAfterwards(rig: OutageRig, away: readonly Service[]): Promise<void> {
  const { connector, cloud, begin, end, pathOf, body, sent } = rig;
  const [begins, ends] = [beginsWithout(away), endsWithout(away)];
  await pollNow(connector);
  const before = sent();
  const { observedAt } = await body('jobs');
  const bringBack = await takeAway(away, cloud);
  try {
    begin(begins);
    end(ends);
    await saysNothing(rig, away, before);
    if (away.includes('tables')) await expectUnknown(connector, pathOf(ends));
    else await saysHowOldItIs(rig, away, observedAt);
  } finally {
    await bringBack();
  }
  for (let polls = 0; polls < 3; polls++) {
    expect(await pollNow(connector)).toMatchObject({
      status: 200,
      outcome: 'complete',
      counts: { eventsWaiting: 0 },
      failures: [],
    });
  }
  const earlier = before.find(({ subject }) => subject === ends);
  const since = sent().slice(before.length);
  expect(since.sort((a, b) => a.kind.localeCompare(b.kind))).toEqual([
    expect.objectContaining({ kind: 'began', subject: begins }),
    expect.objectContaining({ kind: 'cleared', subject: ends }),
  ]);
  // With so short a STALE_AFTER a run seems to come late, and begins a new epoch of sequences: they rise, with gaps.
  expect(since.at(-1)?.sequence).toBeGreaterThan(Number(earlier?.sequence));
  expect(String((await body('jobs')).observedAt) > String(observedAt)).toBe(true);
}

/** Two polls: what one answer leaves in doubt, a second one would confirm. */
async function saysNothing(
  { connector, sent }: OutageRig,
  away: readonly Service[],
  before: readonly SentEvent[],
): Promise<void> {
  const poll = isOnlyTheBus(away)
    ? { status: 200, outcome: 'complete', counts: { eventsSent: 0 } }
    : { status: away.includes('tables') ? 503 : 502 };
  for (let polls = 0; polls < 2; polls++) {
    expect(await pollNow(connector)).toMatchObject(poll);
  }
  expect(sent()).toEqual(before);
}

async function saysHowOldItIs({ body, pathOf }: OutageRig, away: readonly Service[], observedAt: unknown) {
  const [isRead, begins, ends] = [isOnlyTheBus(away), pathOf(beginsWithout(away)), pathOf(endsWithout(away))];
  // What is stale is not called healthy, and here that takes a second.
  const well = expect.stringMatching(/^(healthy|unknown)$/);
  expect(await body(begins)).toMatchObject({ state: isRead ? 'quarantined' : well });
  expect(await body(ends)).toMatchObject({ state: isRead ? well : 'quarantined' });
  if (isRead) return;
  expect((await body('jobs')).observedAt).toBe(observedAt);
  // Not expect.poll, which does not know to which of the tests side by side it belongs.
  await vi.waitFor(async () => expect(await body('jobs')).toMatchObject({ observedAt, stale: true }), 60_000);
  expect(await body(begins)).toMatchObject({ state: 'unknown' });
  expect(await body(ends)).toMatchObject({ state: 'quarantined', stale: true });
}

const isOnlyTheBus = (away: readonly Service[]) => away.every((service) => service === 'bus');
