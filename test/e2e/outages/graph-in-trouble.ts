import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../infra/local/graph/faults.ts';
import { pollNow } from '../../support/poll-now.ts';
import { type OutageRig, type Start, useOutageRig } from './outage-rig.ts';

interface Trouble {
  readonly name: string;
  readonly fault: Omit<Fault, 'match'>;
  /** Of each of two polls in trouble. */
  readonly outcome: 'complete' | 'partial' | 'failed';
  /** Whether only its own application is met. What most requests are asked to wait for is heeded in later polls too. */
  readonly isAlone?: true;
}

/** What can be asked again at once heals within the poll; what goes on proves nothing. */
const troubles: readonly Trouble[] = [
  { name: 'is slow', fault: { delayMs: 1_500, inner: false }, outcome: 'complete' },
  { name: 'cuts a body in its middle once', fault: { truncated: true, times: 1 }, outcome: 'complete' },
  {
    name: 'is throttled for a second',
    fault: { status: 429, headers: { 'retry-after': '1' }, times: 1 },
    outcome: 'complete',
  },
  {
    name: 'is throttled for long',
    fault: { status: 429, headers: { 'retry-after': '120' } },
    outcome: 'partial',
    isAlone: true,
  },
  { name: 'answers with a page of a gateway', fault: { malformed: 'html' }, outcome: 'failed' },
  {
    name: 'has lost the app role',
    fault: { status: 401, error: { code: 'UnknownError', message: '' } },
    outcome: 'failed',
  },
  { name: 'forbids', fault: { status: 403 }, outcome: 'failed' },
];

/** The poll asks again and again, with pauses of seconds: these have a cloud of their own beside the others. */
const slowTroubles: readonly Trouble[] = [
  { name: 'cuts every body in its middle', fault: { truncated: true }, outcome: 'failed' },
  { name: 'knows nothing inside a batch', fault: { status: 503, inner: true }, outcome: 'failed' },
];

const jobs = { path: /synchronization|batch/ };

for (const [where, here] of [
  ['on one cloud', troubles],
  ['on another cloud', slowTroubles],
] as const) {
  describe.concurrent(where, () => {
    const rig = useOutageRig(
      Object.fromEntries(here.map(({ name }): [string, Start] => [name, 'quarantined'])),
    );
    test.sequential.each(here)(
      'a Graph that $name clears nothing, and what ended meanwhile is told once',
      (trouble) => clearsNothing(rig(), trouble),
      120_000,
    );
    if (here === troubles) {
      test.sequential('while a poll waits for a slow Graph, every answer comes at once', async () => {
        const { cloud, connector } = rig();
        const heal = cloud.graph.faults.add({ match: jobs, delayMs: 3_000 });
        const ended = pollNow(connector);
        const first = await Promise.race([connector.json('jobs'), ended]);
        expect(first).toMatchObject({ value: expect.any(Array), stale: false });
        await ended;
        heal();
      });
    }
  });
}

async function clearsNothing(rig: OutageRig, { name, fault, outcome, isAlone }: Trouble): Promise<void> {
  const { cloud, connector, idOf, pathOf, sent, end } = rig;
  const match = isAlone ? { path: new RegExp(`${idOf(name)}/synchronization`) } : jobs;
  await pollNow(connector);
  const before = sent();
  for (let polls = 0; polls < 2; polls++) {
    const heal = cloud.graph.faults.add({ match, ...fault });
    expect(await pollNow(connector)).toMatchObject({ outcome, counts: { eventsRecorded: 0 } });
    heal();
  }
  expect(sent()).toEqual(before);
  expect(await connector.json(pathOf(name))).toMatchObject({ state: 'quarantined', doubt: null });

  end(name);
  for (let polls = 0; polls < 2; polls++) {
    expect(await pollNow(connector)).toMatchObject({
      outcome: 'complete',
      counts: { jobsUnreadable: 0 },
      failures: [],
    });
  }
  expect(sent()).toHaveLength(before.length + 1);
  expect(sent(name).map(({ kind }) => kind)).toEqual(['began', 'cleared']);
  expect(await connector.json(pathOf(name))).toMatchObject({ state: 'healthy', unreadable: null });
}
