import { boundedText } from '../bounded-text.ts';
import { graphInstant } from '../instant.ts';
import type { Job } from '../job.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Condition } from './condition.ts';
import type { FailuresFacts } from './record.ts';

/** The job runs, and many of its objects fail: people lack access, though nothing is quarantined yet. */
export const failures: Condition<'failures'> = {
  assess({ job, records, record, run }) {
    const undecided = { status: record.isOpen ? 'unknown' : 'none' } as const;
    if (!job.running || job.evidence || records.quarantine.isOpen || records.halt.isOpen) return undecided;
    const seen = failuresIn(job);
    // An execution that failed as a whole, between two that count, says nothing of the objects.
    if (!seen) return { ...undecided, keepsDoubt: true };
    const { execution, ...facts } = seen;
    const most = Math.max(run.limits.failuresFrom, facts.entries / 100);
    // Half of what it takes to begin: a count at the edge does not flap.
    const holds = facts.count >= (record.isOpen ? most / 2 : most);
    return holds ? { status: 'true', facts, execution } : { status: 'false', execution };
  },
  begin: { afterMs: ({ confirmAfterMs }) => confirmAfterMs, execution: 'another' },
  clear: { afterMs: ({ limits }) => limits.failuresClearAfterMs, execution: 'another' },
  clearedBy: 'recovered',
  reasonOf: ({ count }) => ({ reason: 'objectsFail', errorCode: '', count }),
  isSameReason: (known, now) => (now.count ?? 0) < tenfold * Math.max(1, known.count ?? 0),
  hasChanges: true,
};

/** So many times as many objects are worth another event. */
const tenfold = 10;

/** States of an execution that came to its end: one that failed as a whole counts no objects. */
const ended = new Set(['succeeded', 'entrylevelerrors']);

/** The objects that the last execution left in error, and which execution that was; undefined where it does not say. */
function failuresIn({ raw }: Job): (FailuresFacts & { readonly execution: string }) | undefined {
  const status = isJsonObject(raw.status) ? raw.status : {};
  const { lastExecution: last } = status;
  if (!isJsonObject(last) || typeof last.state !== 'string' || !ended.has(last.state.toLowerCase()))
    return undefined;
  const endedAt = graphInstant(last.timeEnded);
  const { countEscrowed, countEscrowedRaw, activityIdentifier } = last;
  if (endedAt === undefined || !isCount(countEscrowed)) return undefined;
  const id = typeof activityIdentifier === 'string' ? boundedText(activityIdentifier, 64) : '';
  return {
    count: countEscrowed,
    countRaw: isCount(countEscrowedRaw) ? countEscrowedRaw : undefined,
    entries: entriesOf(status),
    executionState: last.state,
    execution: id || endedAt,
  };
}

function entriesOf({ synchronizedEntryCountByType: counts }: JsonObject): number {
  if (!Array.isArray(counts)) return 0;
  const sum = counts.reduce<number>(
    (total, pair) => total + (isJsonObject(pair) && isCount(pair.value) ? pair.value : 0),
    0,
  );
  return Math.min(sum, Number.MAX_SAFE_INTEGER);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
