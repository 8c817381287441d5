import { expect, test, vi } from 'vitest';
import { pollNow } from '../support/poll-now.ts';
import { startOutageRig } from './outages/outage-rig.ts';

const both = ['Application.Read.All', 'Synchronization.Read.All'];

test('without Synchronization.Read.All on the first day every poll fails and health never passes; with the grant all is told at the next poll', async () => {
  const rig = await startOutageRig(
    { 'fails since yesterday': 'quarantined', 'fails too': 'quarantined', healthy: 'healthy' },
    // A grant shows in the next token: these live so short that a poll has a new one.
    { identity: { roles: ['Application.Read.All'], lifetimeSeconds: 5 }, settings: { STALE_AFTER: 'PT1S' } },
  );
  try {
    const { cloud, connector, sent } = rig;
    const health = async () => JSON.parse(await (await connector.get('health')).text());
    for (let polls = 0; polls < 4; polls++) {
      expect(await pollNow(connector)).toMatchObject({
        status: 502,
        outcome: 'failed',
        covered: false,
        counts: { principals: 3, principalsUnread: 3, jobsRead: 0 },
        failures: [
          { cause: 'http401', count: 3, detail: expect.stringMatching(/Synchronization\.Read\.All/) },
        ],
      });
      expect(await health()).toMatchObject({
        status: expect.stringMatching(/^(warn|fail)$/),
        observedAt: null,
        checks: { coverage: { at: null }, discovery: { sweptAt: null }, lastRun: { status: 'warn' } },
      });
    }
    // The first day may be long: what nobody has read for longer than STALE_AFTER is a failure.
    await vi.waitFor(
      async () =>
        expect(await health()).toMatchObject({ status: 'fail', checks: { coverage: { status: 'fail' } } }),
      60_000,
    );
    expect(await connector.json('jobs')).toMatchObject({ value: [], observedAt: null, stale: true });
    expect(sent()).toEqual([]);

    cloud.identity.setRoles(both);
    let polled = await pollNow(connector);
    while (polled.status === 502) polled = await pollNow(connector);
    expect(polled).toMatchObject({
      outcome: 'complete',
      covered: true,
      counts: { principalsUnread: 0, jobsRead: 3, eventsSent: 2 },
      failures: [],
    });
    expect(sent().map(({ subject, kind }) => `${subject} ${kind}`)).toEqual([
      'fails since yesterday began',
      'fails too began',
    ]);
    expect(await health()).toMatchObject({
      checks: {
        discovery: { status: 'pass' },
        lastRun: { status: 'pass' },
        unreadPrincipals: { status: 'pass', count: 0 },
      },
    });
  } finally {
    await rig.cloud.close();
  }
});
