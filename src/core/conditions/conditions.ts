import { type ConditionType, conditionTypes } from '../../contract/events/event-names.ts';
import type { DetectionContext } from '../detection.ts';
import type { Instant } from '../instant.ts';
import type { Job } from '../job.ts';
import type { RunMemory } from '../run-memory.ts';
import { type JobState, seenAt } from '../state.ts';
import type { Happening } from '../transition.ts';
import type { Condition, Followed, Sight } from './condition.ts';
import { clearRemoved, follow } from './engine.ts';
import { failures } from './failures.ts';
import { halt } from './halt.ts';
import { overdue } from './overdue.ts';
import { quarantine } from './quarantine.ts';
import { type ConditionRecord, type ConditionRecords, type FactsOf, unassessedRecords } from './record.ts';

/** Every condition. They are assessed in the order of their types, and their events are sent in it. */
const conditions: { readonly [Type in ConditionType]: Condition<Type> } = {
  quarantine,
  halt,
  overdue,
  failures,
};

export type AnyHappening = { readonly [Type in ConditionType]: Happening<Type> }[ConditionType];

/** What one observation means for all conditions of a job. */
export interface FollowedAll {
  /** The very records that went in when nothing is new. */
  readonly records: ConditionRecords;
  readonly happenings: readonly AnyHappening[];
}

/** What a reading is compared with, and when it was made. */
export interface Comparison {
  readonly previous: JobState | undefined;
  /** Start of the last run that read the job. */
  readonly lastReadAt: Instant | undefined;
  readonly at: Instant;
  readonly run: DetectionContext;
}

/** @param reading with the time by Graph's clock in `now`, and the memory of the job's runs with this reading in `runs` */
export function followReading(
  { job, now, runs }: { readonly job: Job; readonly now: Instant; readonly runs: RunMemory },
  comparison: Comparison,
): FollowedAll {
  const { at, run } = comparison;
  return followEach(comparison, (sight, record, records) => {
    const { condition } = sight;
    const reading = { job, at, now, run, runs, record, records };
    const followed = follow(sight, record, condition.assess(reading));
    return condition.remind?.(followed, reading) ?? followed;
  });
}

/** The job is proven to be gone: what is open ends. @param goneSince when it was gone at the latest */
export function followRemoval(comparison: Comparison, goneSince: Instant): FollowedAll {
  return followEach(comparison, (sight, record) => clearRemoved(sight, record, goneSince));
}

type FollowOne = <Type extends ConditionType>(
  sight: Sight<Type>,
  record: ConditionRecord<FactsOf[Type]>,
  records: ConditionRecords,
) => Followed<Type>;

function followEach(comparison: Comparison, followOne: FollowOne): FollowedAll {
  let all: FollowedAll = { records: comparison.previous?.conditions ?? unassessedRecords, happenings: [] };
  for (const type of conditionTypes) all = withOne(type, all, comparison, followOne);
  return all;
}

function withOne<Type extends ConditionType>(
  type: Type,
  all: FollowedAll,
  { previous, lastReadAt, at, run }: Comparison,
  followOne: FollowOne,
): FollowedAll {
  const stored: ConditionRecord<FactsOf[Type]> = all.records[type];
  const sight = { type, condition: conditions[type], at, run, lastReadAt };
  const followed = followOne(sight, sinceSeen(stored, previous, run), all.records);
  if (followed.record === stored) return all;
  return {
    records: { ...all.records, [type]: followed.record },
    happenings:
      followed.happenings.length === 0 ? all.happenings : [...all.happenings, ...asAny(followed.happenings)],
  };
}

/** The record with the start of the last run that saw the condition. */
function sinceSeen<R extends ConditionRecord>(
  record: R,
  previous: JobState | undefined,
  { coveredSince }: DetectionContext,
): R {
  if (!record.isOpen || !previous) return record;
  return { ...record, seenAt: seenAt(previous, record, coveredSince) };
}

function asAny<Type extends ConditionType>(happenings: readonly Happening<Type>[]): readonly AnyHappening[] {
  // A happening of any type is one of them: the compiler does not follow that through the type parameter.
  return happenings as unknown as readonly AnyHappening[];
}
