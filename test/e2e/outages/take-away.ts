import type { Cloud } from '../../../infra/local/cloud.ts';

export type Service = 'Graph' | 'identity' | 'tables' | 'bus';

export const services: readonly Service[] = ['Graph', 'identity', 'tables', 'bus'];

/**
 * Takes services away; each one refuses at once.
 *
 * @returns brings them back
 */
export async function takeAway(away: readonly Service[], cloud: Cloud): Promise<() => Promise<void>> {
  const back: (() => unknown)[] = [];
  for (const service of away) {
    if (service === 'Graph') back.push(cloud.graph.faults.add(graphIsAway));
    if (service === 'identity') {
      cloud.identity.fail('unavailable');
      back.push(cloud.identity.heal);
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
