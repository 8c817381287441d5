import { describe, expect, test, vi } from 'vitest';
import type { Cloud } from '../../../infra/local/cloud.ts';
import { pollNow } from '../../support/poll-now.ts';
import { type OutageRig, useOutageRig } from './outage-rig.ts';

/** Makes one service slow; what it gives makes it quick again. */
const slow: Readonly<Record<string, (cloud: Cloud) => () => unknown>> = {
  tables: ({ tables }) => tables.faults.add({ match: {}, delayMs: 1_000 }),
  identity: ({ identity }) => {
    identity.fail({ delayMs: 1_500 });
    return identity.heal;
  },
  bus: ({ bus }) => {
    bus.freeze();
    return bus.thaw;
  },
};

describe.concurrent('services that are slow', () => {
  const names = Object.keys(slow);
  const rig = useOutageRig(Object.fromEntries(names.map((name) => [name, 'healthy' as const])), {
    identity: { lifetimeSeconds: 110 },
  });
  test.sequential.each(Object.entries(slow))(
    '%s: the poll is complete, and its event is told once',
    async (name, make) => {
      const { cloud, connector, begin, sent } = rig();
      await pollNow(connector);
      begin(name);
      const heal = make(cloud);
      const polled = pollNow(connector);
      if (name === 'bus') await waitsForTheBus(rig());
      if (name === 'bus') heal();
      expect(await polled).toMatchObject({
        outcome: 'complete',
        counts: { eventsSent: 1, eventsWaiting: 0 },
        failures: [],
      });
      heal();
      expect(sent(name).map(({ kind }) => kind)).toEqual(['began']);
    },
    160_000,
  );
});

/** The answer comes late, but before the client gives up. */
async function waitsForTheBus({ body, pathOf }: OutageRig): Promise<void> {
  await vi.waitFor(
    async () => expect(await body(pathOf('bus'))).toMatchObject({ state: 'quarantined' }),
    60_000,
  );
}
