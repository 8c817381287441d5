import type { GrantOptions } from './options.ts';

/**
 * This program with its options filled in, for any shell, and with `more` of them. Of a list only the service principals are
 * named: job ids change nothing here, and might need quotes.
 */
export function ownCommand(options: GrantOptions, more?: '--check' | '--remove'): string {
  const { principalId, tenantId, cloud, watch } = options;
  const ids = watch.kind === 'list' ? watch.entries.map((entry) => entry.servicePrincipalId) : ['*'];
  return [
    // npx, because PowerShell keeps the -- of npm run for itself.
    'npx tsx infra/azure/grant/grant.ts',
    `--principal ${principalId} --tenant ${tenantId} --cloud ${cloud}`,
    `--watch "${[...new Set(ids)].join(',')}"`,
    ...(more ? [more] : []),
  ].join(' ');
}
