import type { TokenCredential } from '@azure/identity';

export const tenantId = '7e57ab1e-0000-4000-8000-000000000001';

const claims = Buffer.from(JSON.stringify({ tid: tenantId })).toString('base64url');
const token = { token: `e30.${claims}.`, expiresOnTimestamp: Date.now() + 365 * 24 * 3_600_000 };

/** A credential with a token of the tenant, unsigned. */
export const credential: TokenCredential = { getToken: async () => token };
