/** The claims a client may be known by: Entra ID tokens in identity mode, shared access signatures in emulator mode. */
export type TokenKind = 'jwt' | 'sas';

export interface CheckedToken {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const TYPES: Readonly<Record<TokenKind, string>> = { jwt: 'jwt', sas: 'servicebus.windows.net:sastoken' };
const AUDIENCE = /^https:\/\/servicebus\.azure\.net\/?$/;

/**
 * Checks a token as far as a stand-in can: its kind, form, audience and expiry, but no signature.
 * Returns a sentence when it is refused.
 */
export function checkToken(
  kind: TokenKind,
  type: unknown,
  token: unknown,
  now: number,
): CheckedToken | string {
  if (type !== TYPES[kind])
    return `The token type '${String(type)}' is not accepted here, only '${TYPES[kind]}'.`;
  if (typeof token !== 'string') return 'The token is not a string.';
  const expiry = kind === 'jwt' ? jwtExpiry(token) : sasExpiry(token);
  if (typeof expiry === 'string') return expiry;
  if (expiry * 1000 <= now) return 'ExpiredToken: The token has expired.';
  return { expiresAt: expiry * 1000 };
}

/** Seconds since the epoch, or a sentence that says what is wrong. */
function jwtExpiry(token: string): number | string {
  const parts = token.split('.');
  const [, payload] = parts;
  if (parts.length !== 3 || payload === undefined) return 'InvalidToken: A JWT has three parts.';
  const claims = parseClaims(payload);
  if (claims === undefined) return 'InvalidToken: The payload of the JWT is not a JSON object.';
  const { aud, exp } = claims;
  if (typeof aud !== 'string' || !AUDIENCE.test(aud))
    return `InvalidAudience: The audience '${String(aud)}' is not Service Bus.`;
  return typeof exp === 'number' ? exp : 'InvalidToken: The JWT has no expiry.';
}

function parseClaims(payload: string): Partial<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds since the epoch, or a sentence that says what is wrong. */
function sasExpiry(token: string): number | string {
  const [scheme, fields] = token.split(' ');
  const parsed = new URLSearchParams(fields);
  const expiry = Number(parsed.get('se') ?? Number.NaN);
  const complete = ['sr', 'sig', 'skn'].every((field) => parsed.has(field));
  if (scheme !== 'SharedAccessSignature' || !complete || Number.isNaN(expiry)) {
    return 'InvalidToken: The shared access signature is malformed.';
  }
  return expiry;
}
