import { type CloudName, clouds } from '../../../src/graph/for-programs.ts';

/** What the link asks for. */
export interface ConsentTarget {
  readonly tenantId: string;
  readonly appId: string;
  readonly cloud: CloudName;
  /** One of the redirect URIs of the app's registration, letter by letter. */
  readonly redirect: string;
}

/**
 * Where an administrator of the tenant consents to every permission that the app's registration names: app roles cannot be asked for by
 * name.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function consentLink({ tenantId, appId, cloud, redirect }: ConsentTarget): string {
  const { authority, graphRoot } = clouds[cloud];
  const link = new URL(`${authority}/${tenantId}/v2.0/adminconsent`);
  link.search = new URLSearchParams({
    client_id: appId,
    scope: `${graphRoot}/.default`,
    redirect_uri: redirect,
  }).toString();
  return link.href;
}
