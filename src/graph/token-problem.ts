import { boundedText } from '../core/bounded-text.ts';
import { SourceError } from '../core/errors.ts';
import { type AppReader, consentCommand, isApp, type Reader } from './reader.ts';

/**
 * There is no token for Microsoft Graph, or not the right one.
 *
 * - `WrongTenant`: there is one, of another tenant.
 * - `TokenRefused`: the sign-in service refuses the app in this tenant; somebody has to mend it.
 * - `TokenUnavailable`: any other reason; the next poll may get one.
 */
export class TokenError extends SourceError {
  override readonly name = 'TokenError';
  /** The message without the service's own words, which differ from time to time: causes are compared. */
  readonly comparable: string;

  /** @param said the service's own words, if they add something */
  constructor(
    code: 'WrongTenant' | 'TokenRefused' | 'TokenUnavailable',
    comparable: string,
    said = '',
    cause?: unknown,
  ) {
    super(code, said === '' ? comparable : `${comparable} ${said}`, cause);
    this.comparable = comparable;
  }
}

/** A token of another tenant: what it would read is never stored as this one's. */
export function wrongTenant(reader: Reader, found: string | undefined): TokenError {
  const names = found === undefined ? 'no tenant' : `tenant ${found}`;
  return new TokenError(
    'WrongTenant',
    isApp(reader)
      ? `The token that was asked for tenant ${reader.tenantId} names ${names}: nothing is read with it. Check AZURE_AUTHORITY_HOST, ` +
          'and that nothing answers in place of the sign-in service.'
      : `The token for Microsoft Graph names ${names}, but TENANT_ID is ${reader.tenantId}: correct TENANT_ID, or run with an ` +
          'identity of that tenant (Graph__clientId).',
  );
}

/** Why there is no token, and what the operator can do about it. A guess is marked as one. */
export function noToken(reader: Reader, error: unknown): TokenError {
  if (isApp(reader)) return noTokenOfApp(reader, error);
  return new TokenError(
    'TokenUnavailable',
    'There is no token for Microsoft Graph: check that the managed identity is assigned to this app and that ' +
      'Graph__clientId, if set, is its client id.',
    boundedText(String(error), 500),
    error,
  );
}

/** Begins the message where the identity gives no token by which the app could sign in: the SDK passes on no more of the error. */
export const identityGivesNone = 'The identity gives no token for';

function noTokenOfApp(reader: AppReader, error: unknown): TokenError {
  const text = error instanceof Error ? error.message : String(error);
  // Then the number is about the identity, and not about the app.
  const isOfIdentity = text.includes(identityGivesNone);
  const number = isOfIdentity ? undefined : /AADSTS(\d{4,8})/.exec(text)?.[1];
  const refusal = number === undefined ? undefined : refusals.find(({ codes }) => codes.test(number));
  if (refusal) {
    const { code = 'TokenRefused', advice, quoted = false } = refusal;
    const message = `There is no token for tenant ${reader.tenantId} (AADSTS${number}). ${advice(reader)}`;
    return new TokenError(code, message, quoted ? quote(text) : '', error);
  }
  if (number !== undefined) {
    const message =
      `There is no token for tenant ${reader.tenantId}: the sign-in service refuses the app ${reader.appId} there ` +
      `(AADSTS${number}, see https://login.microsoftonline.com/error?code=${number}).`;
    return new TokenError('TokenRefused', message, quote(text), error);
  }
  return new TokenError(
    'TokenUnavailable',
    `There is no token for tenant ${reader.tenantId}: check that the managed identity of Graph__clientId is assigned to this app, and ` +
      'that the sign-in service can be reached. The next poll asks again.',
    quote(text),
    error,
  );
}

/** Why the sign-in service refuses the app, by the numbers of its errors, and what helps. */
interface Refusal {
  /** The numbers, as a whole. */
  readonly codes: RegExp;
  readonly advice: (reader: AppReader) => string;
  /** Whether the service's own words add something. */
  readonly quoted?: boolean;
  /** `TokenRefused` unless given. */
  readonly code?: 'TokenUnavailable';
}

/** @param part what of the identity's token did not match; undefined: not said */
function untrusted(codes: RegExp, part: string | undefined): Refusal {
  const by = part === undefined ? '' : ` by its ${part}`;
  return {
    codes,
    quoted: true,
    advice: ({ appId }) =>
      `No federated credential of the app ${appId} matches the connector's identity${by}. Compare issuer, subject and audience, letter by ` +
      'letter, with what docs/tenants.md names; a new one takes some minutes to work.',
  };
}

/**
 * The first that matches counts. docs/tenants.md has the same table for the operator.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const refusals: readonly Refusal[] = [
  {
    codes: /^(65001|650056|90008|90094)$/,
    advice: (reader) =>
      `The tenant has not consented to the app ${reader.appId}, or has taken its consent back. ${consentCommand(reader)} prints the link ` +
      'by which a Privileged Role Administrator of the tenant consents.',
  },
  {
    codes: /^(700016|7000229|700011|70001|90099)$/,
    advice: (reader) =>
      `The app ${reader.appId} has no service principal in the tenant: nobody has consented yet, or it was deleted. ` +
      `${consentCommand(reader)} prints the link by which a Privileged Role Administrator of the tenant consents. If it is so in every ` +
      'tenant, check Graph__appId, and that the app is registered for accounts in any organization.',
  },
  {
    codes: /^7000112$/,
    advice: ({ appId }) =>
      `The service principal of the app ${appId} is disabled in the tenant. An administrator of the tenant can enable it (Enterprise ` +
      'applications, Properties, Enabled for users to sign-in). If it is meant so, take the tenant out of TENANTS.',
  },
  {
    codes: /^(90002|90038|90051)$/,
    advice: () =>
      'This cloud has no such tenant: check its id in TENANTS. A tenant of another cloud needs a connector in that cloud.',
  },
  untrusted(/^700211\d?$/, 'issuer'),
  untrusted(/^(700212\d?|700227)$/, 'audience'),
  untrusted(/^700213\d?$/, 'subject'),
  untrusted(/^70021$/, undefined),
  {
    codes: /^(700236|700222)$/,
    advice: ({ appId }) =>
      `The app ${appId} is not registered in the tenant of the connector's identity, and only there can it trust it. Register one in the ` +
      'tenant of TENANT_ID, for accounts in any organization, and name it in Graph__appId.',
  },
  {
    codes: /^(700226|700229|700231)$/,
    advice: ({ appId }) =>
      `What signs in for the app ${appId} is not the token of a managed identity. Graph__clientId has to name a user-assigned identity of ` +
      "the function app; a developer's sign-in cannot stand in for it.",
  },
  {
    codes: /^(500011|50001|700027)$/,
    quoted: true,
    advice: () =>
      "Most likely GRAPH_CLOUD or AZURE_AUTHORITY_HOST is not of the cloud of the connector's identity and of the tenant.",
  },
  {
    codes: /^530\d*$/,
    quoted: true,
    advice: ({ appId }) =>
      `A Conditional Access policy of the tenant blocks the app ${appId}. The sign-in log of the tenant (service principals) names it: leave ` +
      'the app out of it, or allow the addresses from which the function app calls.',
  },
  {
    codes: /^(700024|500133)$/,
    code: 'TokenUnavailable',
    advice: () =>
      "The identity's token came before or after its time. Most likely a clock was wrong; the next poll asks again. If it stays, restart " +
      'the function app.',
  },
  {
    codes: /^(50000|50033|50196|90006|90012|90024|90033|90055|90090|90091)$/,
    code: 'TokenUnavailable',
    advice: () =>
      'The sign-in service is busy or in trouble. Nothing has to be done: the next poll asks again.',
  },
];

/** A bearer token, which an error may repeat: it goes nowhere. */
const token = /eyJ[\w+/=.-]{8,}/g;

/** The service's own words, bounded, without the ids and the time of the request, which the code's page does not need. */
function quote(text: string): string {
  const [, said = text] = /(AADSTS\d+:.*)/s.exec(text) ?? [];
  const [words = ''] = said.split(/\s*\b(?:Trace ID|Correlation ID|Timestamp):/);
  return `The error says: "${boundedText(words.replace(token, '…').trim(), 300)}"`;
}
