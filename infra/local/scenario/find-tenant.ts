import { findApplication } from './find-application.ts';

interface Named {
  readonly name: string;
}

/**
 * The tenant that a person means, the first where none is named: by words of its name, as an application is.
 *
 * @throws Error in words for a person, when there is none, or more than one
 */
export function findTenant<Tenant extends Named>(
  tenants: readonly Tenant[],
  name: string | undefined,
): Tenant {
  const named = tenants.map((tenant) => ({ tenant, displayName: tenant.name }));
  const found = name === undefined ? named[0] : findApplication(named, name);
  if (found) return found.tenant;
  throw new UnknownTenant(`No tenant is called '${name}'. There ${listed(tenants)}.`);
}

/** Whether a tenant is meant by a name, or several. */
export function isTenantName(tenants: readonly Named[], name: string): boolean {
  if (name === '') return false;
  try {
    findTenant(tenants, name);
    return true;
  } catch (error) {
    return !(error instanceof UnknownTenant);
  }
}

class UnknownTenant extends Error {}

function listed(tenants: readonly Named[]): string {
  const names = tenants.map(({ name }) => name).join(', ');
  return tenants.length === 1 ? `is one, ${names}` : `are ${names}`;
}
