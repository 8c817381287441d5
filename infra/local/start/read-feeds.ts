import { setTimeout as wait } from 'node:timers/promises';
import type { CloudTenant } from '../cloud-tenants.ts';
import type { FunctionsHost } from '../functions-host/start-functions-host.ts';
import { FeedReader } from '../subscriber/feed-reader.ts';

/** The feed of one tenant, as a reader beside the subscriber has it. */
export interface TenantFeed extends Pick<CloudTenant, 'tenantId'> {
  readonly reader: FeedReader;
}

/** Readers of the feeds of all tenants. @param tenants the home tenant first */
export function openFeeds(
  { url, functionKey }: Pick<FunctionsHost, 'url' | 'functionKey'>,
  tenants: readonly Pick<CloudTenant, 'tenantId'>[],
): readonly TenantFeed[] {
  return tenants.map(({ tenantId }, index) => {
    const below = index === 0 ? '' : `tenants/${tenantId}/`;
    const reader = new FeedReader(async (query) => {
      const headers = { 'x-functions-key': functionKey };
      const answer = await fetch(`${url}/api/${below}events${query}`, { headers });
      return { status: answer.status, body: await answer.json() };
    });
    return { tenantId, reader };
  });
}

/** Reads each as far as it has come. What cannot be read now, while the table is away, is read the next time. */
export async function readFeeds(feeds: readonly TenantFeed[]): Promise<void> {
  await Promise.allSettled(feeds.map(({ reader }) => reader.read()));
}

const pauseMs = 1000;

/** Reads each again and again, until the signal aborts. */
export async function followFeeds(feeds: readonly TenantFeed[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await readFeeds(feeds);
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
