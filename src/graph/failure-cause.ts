import { boundedText } from '../core/bounded-text.ts';
import type { Cause } from '../core/observe.ts';
import type { AppRole } from './app-roles.ts';
import { type GraphResponse, graphErrorOf, type RequestOutcome } from './outcome.ts';
import { consentCommand, isApp, type Reader } from './reader.ts';

/** What is known about a request besides its outcome. */
export interface FailureContext {
  /** The app role that it needs. */
  readonly role: AppRole;
  /** The connector's identity unless given. */
  readonly reader?: Reader;
  /** The ids that it asks for: they are left out, so that requests that were refused alike get the same cause. */
  readonly ids: readonly string[];
  /** Whether the same token has read something else that needs the role. */
  readonly hasRead: boolean;
  /** Whether Graph's own message may be repeated. */
  readonly includeErrorMessage: boolean;
}

/** A cause whose detail is bounded. */
export function boundedCause(cause: string, detail: string): Cause {
  return { cause, detail: boundedText(detail, 600) };
}

/** The same whether Graph refused a request, or asked for so long a wait before that the request was not even sent. */
export const throttledCause = boundedCause(
  'http429',
  'Graph throttles this connector (429) for longer than a poll can wait. The next poll asks again.',
);

/**
 * Why a request whose status is not 200 failed: first what Graph answered, then what the operator can do about it. A guess
 * is marked as one.
 */
export function failureCause(outcome: RequestOutcome, context: FailureContext): Cause {
  if (outcome.kind === 'noResponse') return outcome.cause;
  if (outcome.status === 429) return throttledCause;
  const detail = `${quote(outcome, context)} ${advice(outcome, context)}`;
  return boundedCause(outcome.status === 404 ? 'notFound' : `http${outcome.status}`, detail);
}

/** Such as `Graph answered 403 (Forbidden): "Your tenant is not licensed for this feature."` */
function quote({ status, body }: GraphResponse, { ids, includeErrorMessage }: FailureContext): string {
  const error = graphErrorOf(body);
  if (!error) return `The status was ${status}, without an error of Graph's.`;
  const message = includeErrorMessage ? comparableMessage(error.message, ids) : '';
  return `Graph answered ${status} (${error.code})${message === '' ? '.' : `: "${message}"`}`;
}

function advice(response: GraphResponse, context: FailureContext): string {
  const { status, body } = response;
  const error = graphErrorOf(body);
  if (status === 401 && isClaimsChallenge(response)) {
    return (
      "Most likely a Conditional Access location policy refuses the connector's address (continuous access evaluation): " +
      'allow the address it calls from, or leave its identity out of the policy.'
    );
  }
  if (status === 403 && /licen[cs]/i.test(`${error?.code} ${error?.message}`)) {
    return 'Most likely the tenant lacks a licence for provisioning.';
  }
  // A missing app role shows as 403, or, from the synchronization service, as 401 UnknownError with an empty message.
  if (status === 403 || (status === 401 && error?.code === 'UnknownError' && error.message === '')) {
    return context.hasRead ? onlyThisRefused[context.role] : missingRole(context);
  }
  if (status === 401) {
    const { reader } = context;
    const stillThere = isApp(reader)
      ? `that tenant ${reader.tenantId} still has the app: ${consentCommand(reader)} says so`
      : 'that the identity still exists';
    return (
      'Most likely Graph does not accept the token: check that GRAPH_CLOUD and GRAPH_ENDPOINT name the cloud of the ' +
      `tenant, and ${stillThere}.`
    );
  }
  if (status === 404) {
    return error
      ? 'Graph does not know what was asked for.'
      : 'Most likely something else answered: check GRAPH_ENDPOINT and proxies.';
  }
  return status >= 500
    ? 'The poll has repeated the request as often as it can; the next poll asks again.'
    : 'This request does not expect that status.';
}

/** Graph wants a token with other claims. Inside a batch the message may be all that says so. */
export function isClaimsChallenge({ header, body }: GraphResponse): boolean {
  return (
    /insufficient_claims|\bclaims=/i.test(header('www-authenticate') ?? '') ||
    /continuous access evaluation/i.test(graphErrorOf(body)?.message ?? '')
  );
}

function missingRole({ role, reader }: FailureContext): string {
  const advice = isApp(reader)
    ? `Most likely the app ${reader.appId} lacks the app role ${role} in tenant ${reader.tenantId}, or its token is older than the ` +
      `consent: a token lasts about an hour. ${consentCommand(reader)} says what is missing and how consent is given.`
    : `Most likely the identity lacks the app role ${role}, or its token is older than the grant. Have it granted ` +
      '(docs/deploy.md, Consent); tokens of a managed identity are cached, so a grant can take a day to be seen.';
  return role === 'Synchronization.Read.All'
    ? `${advice} Application.ReadWrite.OwnedBy does not help.`
    : advice;
}

const onlyThisRefused: Readonly<Record<AppRole, string>> = {
  'Synchronization.Read.All':
    'The same token has read jobs of other service principals, so it is not the app role. Most likely the id is wrong, or ' +
    'this application refuses: check the id in WATCH, or exclude it there.',
  'Application.Read.All':
    'The same token has read service principals before, so it is not the app role. Most likely the trouble is temporary: the ' +
    'next poll asks again.',
};

const guid = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi;
/** A bearer token, which a refusal may repeat: it goes nowhere. */
const token = /eyJ[\w+/=.-]{8,}/g;
const dateOrTime = /\d{4}-\d\d-\d\dT[\d:.]+Z?|\d{1,2}\/\d{1,2}\/\d{4}|\d{1,2}:\d\d(?::\d\d)?/g;

/**
 * Graph's own message, bounded, and without what differs between requests that were refused alike: the ids asked for, ids
 * of requests, dates and times.
 */
function comparableMessage(message: string, ids: readonly string[]): string {
  let text = message.slice(0, 2000);
  for (const id of ids.filter(Boolean)) text = text.replaceAll(wholeWord(id), '…');
  return boundedText(text.replace(token, '…').replace(guid, '…').replace(dateOrTime, '…'), 200);
}

function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![\\w-])${text.replace(/[^\w]/g, '\\$&')}(?![\\w-])`, 'gi');
}
