import type { Application } from './application.ts';
import type { Instant } from './instant.ts';
import type { Unreadable } from './state.ts';

/**
 * A service principal that should be watched and of which something was never read: its list of jobs, or a job that has no row yet.
 * It is remembered so that nothing passes for healthy that nobody has looked at.
 */
export interface UnreadPrincipal extends Unreadable {
  readonly servicePrincipalId: string;
  readonly application: Application;
}

/** Whether asking again soon may help. */
type CauseClass = 'later' | 'refused' | 'other';

const mayPass: readonly string[] = [
  'timeout',
  'network',
  'tls',
  'TokenUnavailable',
  'batchMissing',
  'StorageBusy',
  'StorageUnavailable',
  'StorageForbidden',
  'StorageSignInFailed',
];

function classOf(cause: string): CauseClass {
  if (/^http(408|429|5\d\d)$/.test(cause) || mayPass.includes(cause)) return 'later';
  return ['http401', 'http403', 'TokenRefused'].includes(cause) ? 'refused' : 'other';
}

/**
 * Whether the second needs no row written: a principal that answers 429 and 503 in turn would be written at every poll. A new name is: between
 * discoveries jobs of it are named by the row.
 */
export function isSameUnread(a: UnreadPrincipal, b: UnreadPrincipal): boolean {
  return (
    classOf(a.cause) === classOf(b.cause) &&
    a.application.appId === b.application.appId &&
    a.application.displayName === b.application.displayName
  );
}

const askedOftenForMs = 60 * 60_000;
/** So many are asked at a poll of those that may answer any moment, and have not for an hour. */
const askedTogether = 100;

/** The facts of a run that decide which of them it asks. */
export interface DueAt {
  readonly now: Instant;
  /** Start of the last run, or round of runs, that asked all that were due. */
  readonly coveredSince: Instant | undefined;
  /** Counts the runs. */
  readonly runs: number;
}

/**
 * Those that a run asks. Each at every poll for an hour. Then a steady refusal once an hour, until a run has asked it; and of those that may
 * answer any moment (throttled, failing, no answer) a hundred at a poll in turn: thousands of either cost no more than a discovery does.
 */
export function dueOf(
  unread: readonly UnreadPrincipal[],
  { now, coveredSince, runs }: DueAt,
): UnreadPrincipal[] {
  const isYoung = ({ since }: UnreadPrincipal) => Date.parse(now) - Date.parse(since) < askedOftenForMs;
  const old = unread.filter((each) => !isYoung(each));
  const later = old.filter(({ cause }) => classOf(cause) === 'later');
  const slices = Math.max(1, Math.ceil(later.length / askedTogether));
  const isNewHour = coveredSince === undefined || hourOf(now) !== hourOf(coveredSince);
  return [
    ...unread.filter(isYoung),
    ...later.filter((_, index) => index % slices === runs % slices),
    ...(isNewHour ? old.filter(({ cause }) => classOf(cause) !== 'later') : []),
  ];
}

function hourOf(instant: Instant): string {
  return instant.slice(0, 13);
}
