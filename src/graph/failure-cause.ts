import { boundedText } from '../core/bounded-text.ts';
import type { Cause } from '../core/observe.ts';
import { graphErrorOf, shortMessage } from './graph-error.ts';
import type { HttpAnswer, Outcome } from './outcome.ts';

/** An app role of Microsoft Graph that reading needs. */
export type AppRole = 'Synchronization.Read.All' | 'Application.Read.All';

/** What is known about a request, beside its outcome. */
export interface Context {
  /** The app role that it needs. */
  readonly role: AppRole;
  /** The ids that it asks for: they are left out, so that requests refused alike are explained alike. */
  readonly ids: readonly string[];
  /** Whether the same token has read something else that needs the role. */
  readonly hasRead: boolean;
  /** Whether Graph's own message may be repeated. */
  readonly includeErrorMessage: boolean;
}

/** A cause whose detail is bounded. */
export function causeOf(cause: string, detail: string): Cause {
  return { cause, detail: boundedText(detail, 600) };
}

/** The same whether Graph refused a request, or asked the connector before to wait so long that it was not even sent. */
export const throttled = causeOf(
  'http429',
  'Graph throttles this connector (429) for longer than a poll can wait. The next poll asks again.',
);

/**
 * Why an outcome cannot be read, for one whose status is not 200: first what was answered, then what to make of it. A guess
 * says that it is one.
 */
export function explain(outcome: Outcome, context: Context): Cause {
  if (outcome.kind === 'noAnswer') return outcome.cause;
  if (outcome.status === 429) return throttled;
  const detail = `${saidBy(outcome, context)} ${meaningOf(outcome, context)}`;
  return causeOf(outcome.status === 404 ? 'notFound' : `http${outcome.status}`, detail);
}

/** `Graph answered 403 (Forbidden): "Your tenant is not licensed for this feature."` */
function saidBy({ status, body }: HttpAnswer, { ids, includeErrorMessage }: Context): string {
  const error = graphErrorOf(body);
  if (!error) return `The answer was ${status}, without an error of Graph's.`;
  const message = includeErrorMessage ? shortMessage(error.message, ids) : '';
  return `Graph answered ${status} (${error.code})${message === '' ? '.' : `: "${message}"`}`;
}

function meaningOf(answer: HttpAnswer, context: Context): string {
  const { status, body } = answer;
  const error = graphErrorOf(body);
  if (status === 401 && isClaimsChallenge(answer)) {
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
    return context.hasRead ? onlyThisRefused[context.role] : missingRole[context.role];
  }
  if (status === 401) {
    return (
      'Most likely Graph does not accept the token: check that GRAPH_CLOUD and GRAPH_ENDPOINT name the cloud of the ' +
      'tenant, and that the identity still exists.'
    );
  }
  if (status === 404) {
    return error
      ? 'Graph does not know what was asked for.'
      : 'Most likely something else answered: check GRAPH_ENDPOINT and proxies.';
  }
  return status >= 500
    ? 'It was asked as often as a poll can; the next poll asks again.'
    : 'That is no answer to this request.';
}

/** Graph wants a token with other claims. Inside a batch the message may be all that says so. */
function isClaimsChallenge({ header, body }: HttpAnswer): boolean {
  return (
    /insufficient_claims|\bclaims=/i.test(header('www-authenticate') ?? '') ||
    /continuous access evaluation/i.test(graphErrorOf(body)?.message ?? '')
  );
}

function missing(role: AppRole): string {
  return (
    `Most likely the identity lacks the app role ${role}, or its token is older than the grant. Have it granted (README, ` +
    'Consent); tokens of a managed identity are cached, so a grant can take a day to be seen.'
  );
}

const missingRole: Readonly<Record<AppRole, string>> = {
  'Synchronization.Read.All': `${missing('Synchronization.Read.All')} Application.ReadWrite.OwnedBy does not help.`,
  'Application.Read.All': missing('Application.Read.All'),
};

const onlyThisRefused: Readonly<Record<AppRole, string>> = {
  'Synchronization.Read.All':
    'The same token has read jobs of other service principals, so it is not the app role. Most likely the id is wrong, or ' +
    'this application refuses: check the id in WATCH, or exclude it there.',
  'Application.Read.All':
    'The same token has read service principals before, so it is not the app role. Most likely it passes: the next poll ' +
    'asks again.',
};
