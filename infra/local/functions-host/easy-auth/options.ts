/** App Service Authentication ("Easy Auth") with Microsoft Entra ID as its one provider, as far as callers with tokens see it. */
export interface EasyAuthOptions {
  /** Client id of the site's app registration; always an allowed audience. */
  readonly clientId: string;
  /** Tenant of the issuer. */
  readonly tenantId: string;
  readonly allowedAudiences?: readonly string[];
  /** Application ids that may call, by `appid` or `azp`; every one unless given. */
  readonly allowedClientApplications?: readonly string[];
  /** How a request without a token is answered: `Return401` unless given. */
  readonly unauthenticatedAction?: 'Return401' | 'AllowAnonymous';
}
