import { type ConditionType, haltReasons, overdueReasons } from '../contract/events/event-names.ts';
import { mostReasons } from '../core/conditions/engine.ts';
import { mostProgress } from '../core/conditions/overdue.ts';
import {
  blankRecord,
  type ConditionRecord,
  type ConditionRecords,
  type Doubt,
  type Episode,
  type FactsOf,
  type Progress,
  type Reason,
  type SeenReason,
} from '../core/conditions/record.ts';
import type { Instant } from '../core/instant.ts';
import { isCount, isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import {
  type Codec,
  damagedColumn,
  isCode,
  isInstant,
  largestSequence,
  type StoredRow,
  text,
} from './columns.ts';

/*
 * What is known of a job's conditions, quarantine aside, as JSON in one column. A healthy job has nothing in it. What is read is checked
 * member by member, and put together anew: nothing that is not named here gets in.
 */

/** The records of a job, but for its quarantine, which has columns of its own. */
export type OtherRecords = Omit<ConditionRecords, 'quarantine'>;

const blankRecords: OtherRecords = { halt: blankRecord, overdue: blankRecord, failures: blankRecord };

export const otherRecords: Codec<OtherRecords> = {
  reader: (column) => {
    const read = text.reader(column);
    return (row) => {
      const json = read(row);
      return json === '' ? blankRecords : parsed(row, column, json, readRecords);
    };
  },
  write({ halt, overdue, failures }) {
    const conditions = {
      ...named('halt', halt),
      ...named('overdue', overdue),
      ...named('failures', failures),
    };
    return Object.keys(conditions).length === 0 ? '' : JSON.stringify(conditions);
  },
};

/** Only what is not as in `blankRecord`; a blank record is not there at all. */
function named(type: ConditionType, record: ConditionRecord): JsonObject {
  const blank: JsonObject = { ...blankRecord };
  const members = Object.entries(record).filter(([name, value]) => value !== blank[name]);
  return members.length === 0 ? {} : { [type]: Object.fromEntries(members) };
}

/** A value that is not what its place asks for. */
class Misfit extends Error {}

/** @param where names the place. @throws Misfit */
type Read<T> = (value: unknown, where: string) => T;

function parsed<T>(row: StoredRow, column: string, json: string, read: (value: JsonObject) => T): T {
  const value = parseJson(json);
  if (!isJsonObject(value)) throw damagedColumn(row, column, 'is not a JSON object');
  try {
    return read(value);
  } catch (error) {
    if (error instanceof Misfit) throw damagedColumn(row, column, error.message);
    throw error;
  }
}

function checked<T>(is: (value: unknown) => value is T, problem: string): Read<T> {
  return (value, where) => {
    if (!is(value)) throw new Misfit(`${where} ${problem}`);
    return value;
  };
}

function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, where) => (value === undefined ? undefined : read(value, where));
}

function listOf<T>(most: number, read: Read<T>): Read<T[]> {
  return (value, where) => {
    if (!Array.isArray(value) || value.length > most)
      throw new Misfit(`${where} is no list of at most ${most}`);
    return value.map((item, index) => read(item, `${where}[${index}]`));
  };
}

function among<const T extends string>(...values: readonly T[]): Read<T> {
  return (value, where) => {
    const found = values.find((each) => each === value);
    if (found === undefined) throw new Misfit(`${where} is none of ${values.join(', ')}`);
    return found;
  };
}

function wholeUpTo(most: number): Read<number> {
  const is = (value: unknown): value is number => isCount(value) && value <= most;
  return checked(is, `is no whole number from 0 to ${most}`);
}

const object = checked(isJsonObject, 'is not an object');
const flag = checked((value): value is boolean => typeof value === 'boolean', 'is neither true nor false');
const instant = checked<Instant>(isInstant, 'is not an instant');
const count = wholeUpTo(Number.MAX_SAFE_INTEGER);
const code = checked(isCode, 'is no text of at most 256 characters');
const maybeCount = optional(count);
const maybeInstant = optional(instant);
const maybeCode = optional(code);

const status = among('true', 'false', 'unknown', 'none');
const doubtKind = among('began', 'cleared', 'changed');
const sequence = optional(wholeUpTo(largestSequence));

/** Members of later versions are left aside: nothing here could follow them. */
function readRecords({ halt, overdue, failures }: JsonObject): OtherRecords {
  return {
    halt: readRecord(halt, 'halt', readHalt),
    overdue: readRecord(overdue, 'overdue', readOverdue),
    failures: readRecord(failures, 'failures', readFailures),
  };
}

function readRecord<Facts>(value: unknown, type: string, readFacts: Read<Facts>): ConditionRecord<Facts> {
  if (value === undefined) return blankRecord;
  const record = { ...blankRecord, ...object(value, type) };
  return {
    status: status(record.status, `${type}.status`),
    isOpen: flag(record.isOpen, `${type}.isOpen`),
    facts: optional(readFacts)(record.facts, `${type}.facts`),
    episode: optional(readEpisode)(record.episode, `${type}.episode`),
    repeats: count(record.repeats, `${type}.repeats`),
    latestSeries: maybeInstant(record.latestSeries, `${type}.latestSeries`),
    sequence: sequence(record.sequence, `${type}.sequence`),
    doubt: optional(readDoubt)(record.doubt, `${type}.doubt`),
    seenAt: maybeInstant(record.seenAt, `${type}.seenAt`),
  };
}

function readEpisode(value: unknown, where: string): Episode {
  const episode = object(value, where);
  return {
    name: instant(episode.name, `${where}.name`),
    series: maybeInstant(episode.series, `${where}.series`),
    occurrence: count(episode.occurrence, `${where}.occurrence`),
    reasons: listOf(mostReasons, readSeenReason)(episode.reasons, `${where}.reasons`),
    after: maybeInstant(episode.after, `${where}.after`),
    published: flag(episode.published, `${where}.published`),
    heldUntil: maybeInstant(episode.heldUntil, `${where}.heldUntil`),
    ...(episode.massDelay === true && { massDelay: true }),
    remindedAt: maybeInstant(episode.remindedAt, `${where}.remindedAt`),
  };
}

function readDoubt(value: unknown, where: string): Doubt {
  const doubt = object(value, where);
  const what = doubtKind(doubt.what, `${where}.what`);
  const execution = maybeCode(doubt.execution, `${where}.execution`);
  const endedAt = maybeInstant(doubt.endedAt, `${where}.endedAt`);
  const after = maybeInstant(doubt.after, `${where}.after`);
  const reason = optional(readReason)(doubt.reason, `${where}.reason`);
  if (what === 'changed' && reason === undefined) throw new Misfit(`${where}.reason is missing`);
  return {
    what,
    since: instant(doubt.since, `${where}.since`),
    seenAt: instant(doubt.seenAt, `${where}.seenAt`),
    ...(execution !== undefined && { execution }),
    ...(endedAt !== undefined && { endedAt }),
    ...(after !== undefined && { after }),
    ...(reason !== undefined && { reason }),
  };
}

function readReason(value: unknown, where: string): Reason {
  const reason = object(value, where);
  const number = maybeCount(reason.count, `${where}.count`);
  return {
    reason: code(reason.reason, `${where}.reason`),
    errorCode: code(reason.errorCode, `${where}.errorCode`),
    ...(number !== undefined && { count: number }),
  };
}

function readSeenReason(value: unknown, where: string): SeenReason {
  const { since } = object(value, where);
  return { ...readReason(value, where), since: instant(since, `${where}.since`) };
}

const haltReason = among(...haltReasons);

function readHalt(value: unknown, where: string): FactsOf['halt'] {
  const facts = object(value, where);
  return {
    reason: haltReason(facts.reason, `${where}.reason`),
    quarantined: flag(facts.quarantined, `${where}.quarantined`),
  };
}

const overdueReason = among(...overdueReasons);
const progress = listOf(mostProgress, readProgress);

function readOverdue(value: unknown, where: string): FactsOf['overdue'] {
  const facts = object(value, where);
  return {
    reason: overdueReason(facts.reason, `${where}.reason`),
    expectedBy: instant(facts.expectedBy, `${where}.expectedBy`),
    runningSince: maybeInstant(facts.runningSince, `${where}.runningSince`),
    endedAt: maybeInstant(facts.endedAt, `${where}.endedAt`),
    steadyAt: maybeInstant(facts.steadyAt, `${where}.steadyAt`),
    progress: progress(facts.progress, `${where}.progress`),
  };
}

function readProgress(value: unknown, where: string): Progress {
  const item = object(value, where);
  const completedUnits = maybeCount(item.completedUnits, `${where}.completedUnits`);
  const totalUnits = maybeCount(item.totalUnits, `${where}.totalUnits`);
  const observedAt = maybeInstant(item.observedAt, `${where}.observedAt`);
  return {
    name: code(item.name, `${where}.name`),
    ...(completedUnits !== undefined && { completedUnits }),
    ...(totalUnits !== undefined && { totalUnits }),
    ...(observedAt !== undefined && { observedAt }),
  };
}

function readFailures(value: unknown, where: string): FactsOf['failures'] {
  const facts = object(value, where);
  return {
    count: count(facts.count, `${where}.count`),
    countRaw: maybeCount(facts.countRaw, `${where}.countRaw`),
    entries: count(facts.entries, `${where}.entries`),
    executionState: code(facts.executionState, `${where}.executionState`),
  };
}
