/** App Service Authentication ("Easy Auth") with Microsoft Entra ID as its one provider, as far as callers with tokens see it. */
export interface EasyAuthOptions {
  /** Of the app registration of the site; always an allowed audience. */
  readonly clientId: string;
  /** Of the issuer. */
  readonly tenantId: string;
  readonly allowedAudiences?: readonly string[];
  /** Application ids that may call, by `appid` or `azp`; every one unless given. */
  readonly allowedClientApplications?: readonly string[];
  /** What becomes of a request without a token: `Return401` unless given. */
  readonly unauthenticatedAction?: 'Return401' | 'AllowAnonymous';
}
