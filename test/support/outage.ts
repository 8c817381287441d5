import type { Cloud } from '../../infra/local/cloud.ts';
import type { Identity } from '../../infra/local/identity/start-identity.ts';

export type Service = 'Graph' | 'identity' | 'tables' | 'bus';

export const services: readonly Service[] = ['Graph', 'identity', 'tables', 'bus'];

/**
 * Takes services away.
 *
 * @param identity the one that the connector asks
 * @returns brings them back
 */
export async function takeAway(
  away: readonly Service[],
  cloud: Cloud,
  identity: Identity,
): Promise<() => Promise<void>> {
  const back: (() => unknown)[] = [];
  for (const service of away) {
    if (service === 'Graph') back.push(cloud.graph.faults.add(graphIsAway));
    if (service === 'identity') {
      identity.fail('unavailable');
      back.push(identity.heal);
    }
    if (service === 'tables') {
      await cloud.tables.stop();
      back.push(cloud.tables.start);
    }
    if (service === 'bus') {
      await cloud.bus.pause();
      back.push(cloud.bus.resume);
    }
  }
  return async () => {
    for (const bring of back) await bring();
  };
}

/** Longer than a poll waits for an answer. */
const graphIsAway = { match: { path: /./ }, status: 503, headers: { 'retry-after': '120' } };
