/** Which tenants callers may see, by the value of an app role or the object id of a group that a caller has; in lower case. */
export type CallerTenants = ReadonlyMap<string, '*' | ReadonlySet<string>>;

/** Whether a caller with these roles and groups may see a tenant. @param tenantId in lower case */
export function maySee(callers: CallerTenants, rolesAndGroups: readonly string[], tenantId: string): boolean {
  return rolesAndGroups.some((one) => {
    const tenants = callers.get(one.toLowerCase());
    return tenants === '*' || tenants?.has(tenantId) === true;
  });
}
