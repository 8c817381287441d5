import { once } from 'node:events';
import { findTenant } from '../scenario/find-tenant.ts';
import { type Deed, isTenantDeed } from '../scenario/scenario.ts';
import type { Stage } from '../scenario/stage.ts';
import type { Rounds } from './rounds.ts';

/** One poll sees it, a later one proves it, and one may have been under way. */
const pollsNeeded = 3;

/**
 * The stage of several tenants for a scenario: what is done in a tenant waits until what was done there before has been seen, however many
 * tenants there are and however slow the machine. What keeps a tenant from being read is not waited for, and what ends that does not wait.
 */
export function paced(
  stage: Stage,
  tenants: readonly { readonly name: string; readonly tenantId: string }[],
  rounds: Rounds,
  signal: AbortSignal,
): Stage {
  const seen = new Map<string, Promise<void>>();
  const aborted = signal.aborted ? Promise.resolve() : once(signal, 'abort');
  return {
    ...stage,
    async perform(deed) {
      if ('service' in deed) return await stage.perform(deed);
      const { tenantId } = findTenant(tenants, deed.tenant);
      const hinders = isTenantDeed(deed) && !frees(deed);
      if (!frees(deed)) await Promise.race([seen.get(tenantId), aborted]);
      const name = await stage.perform(deed);
      if (!hinders) seen.set(tenantId, rounds.after(pollsNeeded, [tenantId]));
      return name;
    },
  };
}

const frees = ({ verb }: Deed) => verb === 'consent' || verb === 'unlimit' || verb === 'hasten';
