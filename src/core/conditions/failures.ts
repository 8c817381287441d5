import { boundedText } from '../bounded-text.ts';
import { graphInstant } from '../instant.ts';
import { type Job, saysNothing } from '../job.ts';
import { isCount, isJsonObject, type JsonObject } from '../json.ts';
import type { Condition } from './condition.ts';
import type { FailuresFacts } from './record.ts';

/** The job runs, and many of its objects fail: people lack access, though nothing is quarantined yet. */
export const failures: Condition<'failures'> = {
  assess({ job, records, record, run }) {
    const undecided = { status: record.isOpen ? 'unknown' : 'none' } as const;
    if (job.evidence || records.quarantine.isOpen || records.halt.isOpen) return undecided;
    // An answer without a status, between two that count, says nothing of the objects.
    if (!job.running) return { ...undecided, keepsDoubt: saysNothing(job) };
    const last = endedExecutionOf(job);
    // Nor does an execution that failed as a whole.
    if (!last) return { ...undecided, keepsDoubt: true };
    const { failuresFrom } = run.limits;
    if (!record.isOpen && last.countEscrowed < failuresFrom) return { status: 'false' };

    const endedAt = graphInstant(last.timeEnded);
    if (endedAt === undefined) return { ...undecided, keepsDoubt: true };
    const named = { execution: idOf(last) ?? endedAt, endedAt };
    const facts = factsOf(last, entriesOf(job));
    const most = Math.max(failuresFrom, facts.entries / 100);
    // Half of what it takes to begin: a count at the edge does not flap.
    const holds = facts.count >= (record.isOpen ? most / 2 : most);
    return holds ? { status: 'true', facts, ...named } : { status: 'false', ...named };
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

/** An execution that counts the objects that it left in error. */
type EndedExecution = JsonObject & { readonly state: string; readonly countEscrowed: number };

/** The last execution; undefined where it did not come to its end, or does not count. */
function endedExecutionOf({ raw }: Job): EndedExecution | undefined {
  const last = isJsonObject(raw.status) ? raw.status.lastExecution : undefined;
  return isJsonObject(last) && isEnded(last) ? last : undefined;
}

function isEnded(execution: JsonObject): execution is EndedExecution {
  const { state, countEscrowed } = execution;
  return typeof state === 'string' && ended.has(state.toLowerCase()) && isCount(countEscrowed);
}

/** Graph may leave it out. */
function idOf({ activityIdentifier }: EndedExecution): string | undefined {
  const id = typeof activityIdentifier === 'string' ? boundedText(activityIdentifier, 64) : '';
  return id === '' ? undefined : id;
}

function factsOf({ countEscrowed, countEscrowedRaw, state }: EndedExecution, entries: number): FailuresFacts {
  return {
    count: countEscrowed,
    countRaw: isCount(countEscrowedRaw) ? countEscrowedRaw : undefined,
    entries,
    executionState: state,
  };
}

function entriesOf({ raw }: Job): number {
  const counts = isJsonObject(raw.status) ? raw.status.synchronizedEntryCountByType : undefined;
  if (!Array.isArray(counts)) return 0;
  const sum = counts.reduce<number>(
    (total, pair) => total + (isJsonObject(pair) && isCount(pair.value) ? pair.value : 0),
    0,
  );
  return Math.min(sum, Number.MAX_SAFE_INTEGER);
}
