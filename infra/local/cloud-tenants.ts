import type { Faults } from './fault-list.ts';
import type { Fault } from './graph/faults.ts';
import type { Graph, GraphTenantOptions } from './graph/start-graph.ts';
import { createTenant, type Tenant } from './graph/tenant.ts';
import type { SignInTenant } from './identity/sign-in/start-sign-in.ts';
import type { Identity } from './identity/start-identity.ts';

/** A tenant of a cloud; what is not given is made up, and the same in every cloud. */
export interface CloudTenantOptions extends Partial<GraphTenantOptions> {
  /** For people. */
  readonly name?: string;
}

/** A tenant of a running cloud, and what can be done to it alone. */
export interface CloudTenant {
  readonly tenantId: string;
  readonly name: string;
  readonly tenant: Tenant;
  /** Of the answers of Graph. */
  readonly faults: Faults<Fault>;
  /** The app's sign-in; the home tenant has none, since the managed identity belongs to it. */
  readonly signIn: SignInTenant | undefined;
  /** Changes the app roles of Graph in tokens issued from now on. */
  setRoles(roles: readonly string[]): void;
  /** Its admin takes back what the connector may read: tokens in hand stay good. */
  withdrawConsent(): void;
  giveConsent(): void;
}

/** Tenants as they are to be made, the home tenant first. */
export type CompleteTenant = CloudTenantOptions & Required<Omit<CloudTenantOptions, 'quota'>>;

const homeTenantId = '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13';

/** The companies that Microsoft has made up; there may be more tenants than these. */
export const tenantNames = [
  'Contoso',
  'Fabrikam',
  'Northwind',
  'Adventure Works',
  'Tailspin Toys',
  'Litware',
  'Proseware',
  'Woodgrove Bank',
  'Wide World Importers',
  'Fourth Coffee',
  'Trey Research',
  'Lucerne Publishing',
  'Alpine Ski House',
  'Blue Yonder Airlines',
  'Coho Winery',
  'Humongous Insurance',
] as const;

/** @param given how many, or what is known of each */
export function completeTenants(
  given: number | readonly (Tenant | CloudTenantOptions)[],
): readonly CompleteTenant[] {
  const tenants =
    typeof given === 'number' ? Array.from({ length: given }, (): CloudTenantOptions => ({})) : given;
  return tenants.map((each, index) => {
    const options: CloudTenantOptions = isTenant(each) ? { tenant: each } : each;
    return {
      ...options,
      tenantId: options.tenantId ?? tenantIdOf(index),
      name: options.name ?? tenantNames[index] ?? `Company ${index + 1}`,
      tenant: options.tenant ?? createTenant(),
    };
  });
}

/** @param roles those of the identity in the home tenant, while its admin has taken back nothing */
export function cloudTenants(
  tenants: readonly CompleteTenant[],
  { graph, identity, signIn }: { graph: Graph; identity: Identity; signIn: readonly SignInTenant[] },
  roles: Parameters<Identity['setRoles']>[0],
): readonly CloudTenant[] {
  return tenants.map(({ tenantId, name, tenant }) => {
    const own = signIn.find((each) => each.tenantId === tenantId);
    const served = graph.tenants.find((each) => each.tenantId === tenantId);
    if (!served) throw new Error(`Graph does not serve ${tenantId}.`);
    return {
      tenantId,
      name,
      tenant,
      faults: served.faults,
      signIn: own,
      setRoles: own?.setRoles ?? identity.setRoles,
      withdrawConsent: own ? () => own.fail('unconsented') : () => identity.setRoles([]),
      giveConsent: own ? () => own.heal() : () => identity.setRoles(roles),
    };
  });
}

function isTenant(given: Tenant | CloudTenantOptions): given is Tenant {
  return 'addPrincipal' in given;
}

function tenantIdOf(index: number): string {
  return index === 0 ? homeTenantId : `7e4a0000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
