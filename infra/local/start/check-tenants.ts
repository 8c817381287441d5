import type { CloudTenant } from '../cloud-tenants.ts';
import { fullName } from '../scenario/full-name.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ReceivedMessage } from '../subscriber/received-message.ts';
import { type Circumstances, checkEvents } from './check-events.ts';
import { missingEvents } from './missing-events.ts';
import type { Rules } from './rules.ts';
import { trueJobs } from './truth.ts';

export interface CheckedTenants extends Circumstances {
  /** The home tenant first. */
  readonly tenants: readonly Pick<CloudTenant, 'tenantId' | 'name' | 'tenant'>[];
  readonly rules: Rules;
  /** What has to be sent, beside what Entra holds. */
  readonly sends: Pick<Scenario, 'sends' | 'othersSend'>;
}

/**
 * Checks the events of each tenant against that tenant alone, and that none is of another one.
 *
 * @returns what is wrong, in words; empty when nothing is
 */
export function checkTenants(
  messages: readonly ReceivedMessage[],
  { tenants, rules, sends: { sends = {}, othersSend = {} }, ...circumstances }: CheckedTenants,
): string[] {
  const known = new Set(tenants.map(({ tenantId }) => tenantId));
  const strange = messages.filter((message) => !known.has(tenantOf(message)));
  const wrong = tenants.flatMap(({ tenantId, name, tenant }, index) => {
    const own = messages.filter((message) => tenantOf(message) === tenantId);
    const expected = index === 0 ? sends : (othersSend[name] ?? {});
    return [
      ...checkEvents(own, trueJobs(tenant, rules), { ...circumstances, asked: rules.asked }),
      ...missingEvents(own, expected, rules.asked),
    ].map((words) => fullName(tenants.length > 1 ? name : undefined, words));
  });
  return [
    ...wrong,
    ...strange.map((message) => `an event of '${tenantOf(message)}', which is none of the tenants`),
  ];
}

/** The id of the tenant that an event is from. */
export function tenantOf({ applicationProperties }: ReceivedMessage): string {
  return String(applicationProperties.tenantId);
}
