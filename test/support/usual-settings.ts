import type { PollSettings } from '../../src/poll/run-context.ts';
import { usualLimits } from './usual-limits.ts';
import { noneWanted } from './wanted-events.ts';

export const publicUrl = 'https://contoso.azurewebsites.net';

/** What a poll goes by where nothing was set: the whole tenant, with every text told. */
export function usualSettings(tenantId: string): PollSettings {
  return {
    watch: { kind: 'tenant' },
    discoveryIntervalMs: 60 * 60_000,
    confirmAfterMs: 2 * 60_000,
    staleAfterMs: 15 * 60_000,
    retentionMs: 180 * 24 * 60 * 60_000,
    limits: usualLimits,
    wanted: noneWanted,
    eventOptions: {
      tenantId,
      portalRoot: 'https://entra.microsoft.com',
      publicUrl,
      includeErrorMessage: true,
    },
  };
}
