import type { CloudName } from './clouds.ts';

/** Who reads a tenant: the connector's identity its own, a multi-tenant app every other. What mends a refusal depends on it. */
export interface Reader {
  readonly tenantId: string;
  /** Client id of the app; undefined: the identity itself. */
  readonly appId?: string | undefined;
  /** The public one unless given. */
  readonly cloud?: CloudName | undefined;
}

/** A tenant that the app reads. */
export type AppReader = Reader & { readonly appId: string };

export function isApp(reader: Reader | undefined): reader is AppReader {
  return reader?.appId !== undefined;
}

/** What shows how consent is given in the tenant, and what of it is missing. */
export function consentCommand({ tenantId, appId, cloud = 'Global' }: AppReader): string {
  const ofCloud = cloud === 'Global' ? '' : ` --cloud ${cloud}`;
  return `\`npm run consent -- --tenant ${tenantId} --app-id ${appId}${ofCloud}\``;
}
