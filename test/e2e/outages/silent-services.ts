import { describe, expect, test, vi } from 'vitest';
import { pollNow, pollOnceFree } from '../../support/poll-now.ts';
import { expectUnknown } from './expect-unknown.ts';
import { type OutageRig, useOutageRig } from './outage-rig.ts';

const starts = { begins: 'healthy', ends: 'quarantined' } as const;
const jobs = { path: /synchronization|batch/ };

describe.concurrent('tables that take requests and answer nothing', () => {
  const rig = useOutageRig(starts);
  test('in the middle of a poll: every route says 503, and all is told once, afterwards', async () => {
    const { cloud, connector, pathOf } = rig();
    await pollNow(connector);
    change(rig());
    // Silent once the rows are read and Graph is asked.
    const asked = cloud.graph.requests.length;
    const hasten = cloud.graph.faults.add({ match: jobs, delayMs: 500 });
    const polled = pollNow(connector);
    await vi.waitFor(() => expect(cloud.graph.requests.length).toBeGreaterThan(asked), 60_000);
    cloud.tables.freeze();
    hasten();
    await expectUnknown(connector, pathOf('ends'));
    await cloud.tables.start();
    expect((await polled).status).toBeGreaterThanOrEqual(200);
    await expectSentOnce(rig());
  });
});

describe.concurrent('a bus that takes connections and answers nothing', () => {
  const rig = useOutageRig(starts);
  test('lets a poll end and every route answer, and all is told once, afterwards', async () => {
    const { cloud, connector, body, pathOf, sent } = rig();
    await pollNow(connector);
    change(rig());
    const before = sent();
    cloud.bus.freeze();
    const polled = pollNow(connector);
    await vi.waitFor(
      async () => expect(await body(pathOf('begins'))).toMatchObject({ state: 'quarantined' }),
      60_000,
    );
    expect(await body('health')).toMatchObject({ checks: { unsentEvents: { waiting: 1 } } });
    expect(await polled).toMatchObject({
      status: 200,
      outcome: 'complete',
      counts: { eventsSent: 0, eventsWaiting: 1 },
    });
    expect(sent()).toEqual(before);
    cloud.bus.thaw();
    await expectSentOnce(rig());
  });
});

function change({ begin, end }: OutageRig): void {
  begin('begins');
  end('ends');
}

/** An event may come again, as the same one: what was sent into the silence arrives late. */
async function expectSentOnce({ connector, sent }: OutageRig): Promise<void> {
  for (let polls = 0; polls < 3; polls++) await pollOnceFree(connector);
  expect(await pollOnceFree(connector)).toMatchObject({
    outcome: 'complete',
    counts: { eventsWaiting: 0 },
    failures: [],
  });
  const once = (name: string) => [...new Map(sent(name).map((event) => [event.id, event])).values()];
  expect(once('begins').map(({ kind }) => kind)).toEqual(['began']);
  const [began, cleared, ...more] = once('ends');
  expect([began?.kind, cleared?.kind, more]).toEqual(['began', 'cleared', []]);
  expect(cleared?.sequence).toBe(Number(began?.sequence) + 1);
}
