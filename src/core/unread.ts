import type { Instant } from './instant.ts';
import type { Application, Unreadable } from './state.ts';

/**
 * A service principal that should be watched and of which something was never read: its list of jobs, or a job that has no row yet.
 * It is remembered so that nothing passes for healthy that nobody has looked at.
 */
export interface UnreadPrincipal extends Unreadable {
  readonly servicePrincipalId: string;
  readonly application: Application;
}

/** What a failure says about asking again. */
type CauseClass = 'later' | 'refused' | 'other';

function classOf(cause: string): CauseClass {
  if (/^http(408|429|5\d\d)$/.test(cause)) return 'later';
  if (['timeout', 'network', 'tls', 'TokenUnavailable', 'batchMissing'].includes(cause)) return 'later';
  if (/^Storage(Busy|Unavailable|Forbidden|SignInFailed)$/.test(cause)) return 'later';
  return cause === 'http401' || cause === 'http403' ? 'refused' : 'other';
}

/** Whether the second needs no row written: a principal that answers 429 and 503 in turn would be written at every poll. */
export function saysTheSameUnread(a: UnreadPrincipal, b: UnreadPrincipal): boolean {
  return classOf(a.cause) === classOf(b.cause);
}

const askedOftenFor = 60 * 60_000;

/**
 * Whether a run asks for it: what may answer any moment at every poll; a steady refusal at every poll for an hour, and then once an
 * hour, so that thousands of them cost no more than a sweep does.
 *
 * @param before start of the last run
 */
export function isDue({ since, cause }: UnreadPrincipal, now: Instant, before: Instant | undefined): boolean {
  if (classOf(cause) === 'later' || before === undefined) return true;
  if (Date.parse(now) - Date.parse(since) < askedOftenFor) return true;
  return hourOf(now) !== hourOf(before);
}

function hourOf(instant: Instant): string {
  return instant.slice(0, 13);
}
