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

/** A gateway answers in its place. What it is asked to wait for the connector heeds in later polls too, so nothing is asked of it here. */
const graphIsAway = { match: { path: /./ }, malformed: 'html' } as const;
