/** An application with the tenant that it is in, where that has to be said; or the tenant alone. */
export function fullName(tenant: string | undefined, application: string | undefined): string {
  return [tenant, application].filter((name) => name !== undefined).join(' / ');
}
