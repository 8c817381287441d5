import type { Goal } from '../report/goals.ts';
import type { TenantMemory } from './measure-memory.ts';
import type { TenantPolls } from './measure-tenants.ts';

/** The goals of many tenants, of those that were measured. */
export function tenantGoals(polls: readonly TenantPolls[], memory: readonly TenantMemory[]): Goal[] {
  return [
    ...polls
      .filter(({ workers }) => workers === 1)
      .map(({ tenants, jobs, delayMs, wallOfLoop }) => ({
        what: 'wall of the loop',
        at: `${tenants} tenants of ${jobs} jobs, ${delayMs} ms, 1 worker`,
        measured: wallOfLoop,
        limit: 1.1,
      })),
    ...memory
      .filter(({ what }) => what === 'polled')
      .map(({ tenants, jobs, kibATenant }) => ({
        what: 'KiB a tenant',
        at: `${tenants} tenants of ${jobs} jobs, polled`,
        measured: kibATenant,
        limit: 100,
      })),
  ];
}
