import type { Instant } from '../core/instant.ts';
import type { UnreadableGroup } from './glance.ts';
import type { Overview } from './overview.ts';

/** What keeps the connector from seeing; `other` says so by its detail alone. */
export type BlindCause =
  | 'refused'
  | 'throttled'
  | 'away'
  | 'noToken'
  | 'notAdmitted'
  | 'timer'
  | 'never'
  | 'other';

/** The one thing for which much or all of what is shown may be old. */
export interface Blindness {
  readonly cause: BlindCause;
  /** What happened and what to do, for the operator; may be empty. */
  readonly detail: string;
  /** Whether a person has to act; else it may pass by itself. */
  readonly isLasting: boolean;
  /** How many jobs cannot be checked for it; undefined where no check has read the tenant. */
  readonly jobs: number | undefined;
  /** Since when, where that is known. */
  readonly since: Instant | undefined;
  /** When what is shown was read, the oldest of it; undefined where nothing was. */
  readonly observedAt: Instant | undefined;
  /** The cause of unreadable jobs that this explains; undefined: whatever theirs is. */
  readonly explains: string | undefined;
}

type Given = Pick<Overview, 'health' | 'unreadable' | 'counts' | 'observedAt'>;

/** As few jobs may have something of their own. */
const fewJobs = 2;

/** What blinds the connector, the widest first; undefined where it sees, single jobs aside. */
export function blindnessOf(overview: Given): Blindness | undefined {
  const { coverage, lastRun } = overview.health.checks;
  const isBlind = coverage.status !== 'pass' || lastRun.outcome === 'failed';
  return isBlind ? ofTheWhole(overview) : ofManyJobs(overview);
}

function ofTheWhole({ health, unreadable, observedAt }: Given): Blindness {
  const { coverage, lastRun } = health.checks;
  const { failures } = lastRun;
  const [failure] = [...failures].sort((a, b) => b.count - a.count);
  const [group] = unreadable;
  const isTimer = failures.length === 0 && lastRun.outcome === 'complete';
  const cause = failure
    ? causeOf(failure.cause)
    : lastRun.outcome === null
      ? 'never'
      : isTimer
        ? 'timer'
        : 'other';
  return {
    cause,
    detail: failure?.detail ?? (cause === 'other' ? lastRun.message : ''),
    isLasting: coverage.status === 'fail' || isForAPerson(cause),
    jobs: undefined,
    since: cause === 'timer' ? (lastRun.startedAt ?? undefined) : group?.since,
    observedAt: observedAt ?? undefined,
    explains: undefined,
  };
}

function ofManyJobs({ unreadable, counts }: Given): Blindness | undefined {
  const group = unreadable.find(({ cause }) => cause !== vanished);
  if (!group || (group.count <= fewJobs && group.count < counts.watched)) return undefined;
  const cause = causeOf(group.cause);
  const { detail, count, since, observedAt } = group;
  return {
    cause,
    detail,
    isLasting: isForAPerson(cause),
    jobs: count,
    since,
    observedAt,
    explains: group.cause,
  };
}

/** A check of its own says this. */
const vanished: UnreadableGroup['cause'] = 'massRemoval';

/** Whether why a job cannot be read is said above all jobs, and not again beside each. */
export function isExplained(cause: string, blindness: Blindness | undefined): boolean {
  if (cause === vanished) return true;
  return blindness !== undefined && (blindness.explains === undefined || blindness.explains === cause);
}

function causeOf(cause: string): BlindCause {
  if (cause === 'http401' || cause === 'http403') return 'refused';
  if (cause === 'http429') return 'throttled';
  if (/^http5\d\d$/.test(cause) || cause === 'timeout' || cause === 'network') return 'away';
  if (cause === 'TokenUnavailable' || cause === 'WrongTenant') return 'noToken';
  if (cause === 'TokenRefused') return 'notAdmitted';
  return 'other';
}

function isForAPerson(cause: BlindCause): boolean {
  return cause === 'refused' || cause === 'noToken' || cause === 'notAdmitted' || cause === 'timer';
}
