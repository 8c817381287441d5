import { type PayloadName, payload } from './payloads.ts';
import type { Tenant } from './tenant.ts';

/** Healthy, never run, not configured, paused: what most jobs of a tenant are. None is in quarantine. */
const usual: readonly PayloadName[] = [
  'cloud-sync-active',
  'cross-tenant-not-run',
  'cloud-sync-active',
  'aws-created',
  'cloud-sync-active',
  'aws-not-configured',
];

/** Fills a tenant: `jobs` jobs spread evenly over `principals` principals, with the same ids every time. */
export function populate(tenant: Tenant, { principals, jobs }: { principals: number; jobs: number }): void {
  const bases = usual.map((name) => payload(name));
  for (let number = 0; number < principals; number++) {
    tenant.addPrincipal({
      id: `00000000-0000-4000-8000-${hex(number, 12)}`,
      appId: `00000000-0000-4000-9000-${hex(number, 12)}`,
      displayName: `Application ${number + 1}`,
    });
  }
  for (let number = 0; number < jobs; number++) {
    const base = bases[number % bases.length];
    if (!base) continue;
    tenant.setJob(`00000000-0000-4000-8000-${hex(number % principals, 12)}`, {
      ...base,
      id: `${base.templateId}.${hex(number, 32)}`,
    });
  }
}

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
