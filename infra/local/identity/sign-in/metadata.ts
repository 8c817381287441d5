import type { Answer } from '../failure.ts';

/**
 * What clients ask before they ask an authority that they do not know by heart, as they know Microsoft's. So that they meet the refusal of
 * an unknown tenant where they do in Azure, this knows every tenant.
 */
export function metadata(authorityHost: string, tenantId: string): Answer {
  const root = `${authorityHost}/${tenantId}`;
  return {
    status: 200,
    body: {
      issuer: `${root}/v2.0`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      token_endpoint: `${root}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      jwks_uri: `${root}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    },
  };
}
