import type { SignInError } from './errors.ts';

/** Who asks, and where. */
export interface Asking {
  readonly tenantId: string;
  readonly appId: string;
}

const federation =
  'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation';

/** What a tenant, or the service as a whole, has against an app that proved who it is. Words of Entra ID, as far as they are published. */
export const refusals = {
  /** The admin took the consent back. */
  unconsented: ({ appId }: Asking) => ({
    code: 65001,
    error: 'invalid_grant',
    message: `The user or administrator has not consented to use the application with ID '${appId}'. Send an interactive authorization request for this user and resource.`,
    suberror: 'consent_required',
  }),
  /** The app's service principal was deleted. */
  noServicePrincipal: ({ appId, tenantId }: Asking) => ({
    code: 7000229,
    error: 'invalid_client',
    message: `The client application ${appId} is missing service principal in the tenant ${tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  }),
  /** The app was never there, or is gone. */
  notInstalled: ({ appId, tenantId }: Asking) => ({
    code: 700016,
    error: 'unauthorized_client',
    message: `Application with identifier '${appId}' was not found in the directory '${tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  }),
  /** The app's service principal is disabled. */
  disabled: ({ appId }: Asking) => ({
    code: 7000112,
    error: 'unauthorized_client',
    message: `Application '${appId}'(Provisioning connector) is disabled.`,
  }),
  /** By conditional access. */
  blocked: () => ({
    code: 53003,
    error: 'invalid_grant',
    message:
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    suberror: 'message_only',
  }),
  unknownTenant: ({ tenantId }: Asking) => ({
    code: 90002,
    error: 'invalid_request',
    message: `Tenant '${tenantId}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  }),
  throttled: () => ({
    code: 90055,
    error: 'temporarily_unavailable',
    message: 'The server is busy: there are too many incoming requests.',
    status: 429,
  }),
  unavailable: () => ({
    code: 90033,
    error: 'temporarily_unavailable',
    message: 'A transient error has occurred. Please try again.',
    status: 503,
  }),
} as const satisfies Readonly<Record<string, (asking: Asking) => SignInError>>;

/** What is wrong with a request. */
export const mistakes = {
  missing: (parameter: string): SignInError => ({
    code: 900144,
    error: 'invalid_request',
    message: `The request body must contain the following parameter: '${parameter}'.`,
  }),
  grantType: (): SignInError => ({
    code: 70003,
    error: 'unsupported_grant_type',
    message: 'The app requested an unsupported grant type.',
  }),
  noAssertion: (): SignInError => ({
    code: 7000216,
    error: 'invalid_client',
    message:
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  }),
  scope: (scope: string): SignInError => ({
    code: 1002012,
    error: 'invalid_scope',
    message: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  }),
  resource: (resource: string, tenantId: string): SignInError => ({
    code: 500011,
    error: 'invalid_resource',
    message: `The resource principal named ${resource} was not found in the tenant named ${tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  }),
  malformedAssertion: (): SignInError => ({
    code: 50027,
    error: 'invalid_client',
    message: 'JWT token is invalid or malformed.',
  }),
  untimely: (now: Date, validFrom: Date, validTo: Date): SignInError => ({
    code: 700024,
    error: 'invalid_client',
    message: `Client assertion is not within its valid time range. Current time: ${now.toISOString()}, assertion valid from ${validFrom.toISOString()}, expiry time of assertion ${validTo.toISOString()}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials.`,
  }),
  issuer: (issuer: string): SignInError => ({
    code: 700211,
    error: 'invalid_client',
    message: `No matching federated identity record found for presented assertion issuer '${issuer}'. ${federation}`,
  }),
  audience: (audience: string): SignInError => ({
    code: 700212,
    error: 'invalid_client',
    message: `No matching federated identity record found for presented assertion audience '${audience}'. ${federation}`,
  }),
  subject: (subject: string): SignInError => ({
    code: 700213,
    error: 'invalid_client',
    message: `No matching federated identity record found for presented assertion subject '${subject}'. ${federation}`,
  }),
};
