import { boundedText } from '../core/bounded-text.ts';
import type { Cause } from '../core/observe.ts';
import type { Answer, Outcome } from './answer.ts';
import { graphErrorOf } from './graph-error.ts';

/** An app role of Microsoft Graph that reading needs. */
export type AppRole = 'Synchronization.Read.All' | 'Application.Read.All';

const longest = 300;

/**
 * A cause whose sentence is bounded. The sentence is stored with a job and compared to see whether anything changed, so
 * nothing may stand in it that differs from one answer to the next: no ids of requests, no times, no text of Graph's.
 */
export function causeOf(cause: string, detail: string): Cause {
  return { cause, detail: boundedText(detail, longest) };
}

/** The same whether Graph refused a request or asked so much patience before that it was not even sent. */
export const throttled = causeOf(
  'http429',
  'Graph throttles this connector (429) for longer than a poll can wait. The next poll asks again.',
);

/** Why an outcome cannot be read, for one whose status is not 200. */
export function explain(outcome: Outcome, role: AppRole): Cause {
  if (outcome.kind === 'silence') return outcome.cause;
  const { status } = outcome;
  const said = saidBy(outcome);
  if (status === 403 || isBareRefusal(outcome)) return missingRole(outcome, role);
  if (status === 401) {
    return causeOf(
      'http401',
      `${said}: it does not accept the token. Check that GRAPH_CLOUD and GRAPH_ENDPOINT name the tenant's cloud, and that the identity still exists.`,
    );
  }
  if (status === 404) return causeOf('notFound', `${said}: it does not know what was asked for.`);
  if (status === 429) return throttled;
  if (status >= 500) {
    return causeOf(`http${status}`, `${said} as often as it was asked. The next poll asks again.`);
  }
  return causeOf(`http${status}`, `${said}, which is no answer to this request.`);
}

/**
 * A missing app role shows as 403, or, from the synchronization service, as 401 with the code UnknownError and an empty
 * message.
 */
function isBareRefusal({ status, body }: Answer): boolean {
  const error = graphErrorOf(body);
  return status === 401 && error?.code === 'UnknownError' && error.message === '';
}

function missingRole(answer: Answer, role: AppRole): Cause {
  const not = role === 'Synchronization.Read.All' ? ' Application.ReadWrite.OwnedBy does not help.' : '';
  return causeOf(
    `http${answer.status}`,
    `${saidBy(answer)}: most likely the identity lacks the app role ${role}. Have it granted (README, Consent). ` +
      `Tokens of a managed identity are cached: a grant can take a day to be seen.${not}`,
  );
}

function saidBy({ status, body }: Answer): string {
  const code = graphErrorOf(body)?.code;
  return `Graph answered ${status}${code === undefined ? '' : ` (${code})`}`;
}
