import { isJsonObject, type JsonObject } from './json.ts';
import { type Evidence, evidenceOf } from './quarantine.ts';

/** A well-formed `synchronizationJob` of Microsoft Graph, read as far as detection needs it. */
export interface Job {
  readonly id: string;
  /** Empty when Graph gave none. */
  readonly templateId: string;
  /** `status.code`, as Graph wrote it; an open enumeration. Empty when Graph gave none: a job that never ran may have no status. */
  readonly statusCode: string;
  /** `schedule.state`; empty when Graph gave none. */
  readonly scheduleState: string;
  /** `schedule.interval`; empty when Graph gave none. */
  readonly interval: string;
  /** `status.quarantine` as Graph gave it, default structs included. */
  readonly quarantine: JsonObject | undefined;
  /** Undefined when the job is not in quarantine. */
  readonly evidence: Evidence | undefined;
  /** True only for a job that Entra runs on its schedule: the one state that can prove a recovery. */
  readonly running: boolean;
  /** Entra pruned its per-object errors: the job will pause after the initial cycle and wait for its admin. */
  readonly escrowsPruned: boolean;
  /** `QuarantineTooManyDeletesThreshold` of the job's settings; empty when it is not set. */
  readonly deleteThreshold: string;
  /** Empty when Graph gave none. */
  readonly troubleshootingUrl: string;
  /** The whole job as Graph gave it. */
  readonly raw: JsonObject;
}

type ReadJob = { readonly ok: true; readonly job: Job } | { readonly ok: false; readonly where: string };

/** Reads one member of a `synchronization/jobs` answer; says where it differs when it is not a well-formed job. */
export function readJob(raw: unknown): ReadJob {
  if (!isJsonObject(raw)) return differs('is not an object');
  const { status, schedule, templateId } = raw;
  const id = jobIdOf(raw);
  if (id === undefined) {
    return differs(isText(raw.id) ? '.id is too long or no valid text' : '.id is missing or blank');
  }
  // Graph's schema allows null in each of these places.
  if (!isObjectOrNone(status)) return differs('.status is not an object');
  const { code, quarantine, escrowsPruned, troubleshootingUrl } = status ?? {};
  if (!isTextOrNone(code)) return differs('.status.code is not a text');
  if (!isObjectOrNone(quarantine)) return differs('.status.quarantine is not an object');
  if (!isObjectOrNone(schedule)) return differs('.schedule is not an object');
  const statusCode = textOf(code);
  const scheduleState = textOf(schedule?.state);
  return {
    ok: true,
    job: {
      id,
      templateId: textOf(templateId),
      statusCode,
      scheduleState,
      interval: textOf(schedule?.interval),
      quarantine: quarantine ?? undefined,
      evidence: evidenceOf(statusCode, quarantine ?? undefined),
      running: isRunning({ statusCode, scheduleState }),
      escrowsPruned: escrowsPruned === true,
      deleteThreshold: deleteThreshold(raw.synchronizationJobSettings),
      troubleshootingUrl: textOf(troubleshootingUrl),
      raw,
    },
  };
}

type JobWords = Pick<Job, 'statusCode' | 'scheduleState'>;

/** Whether Entra runs the job: its code says so, and its schedule, where one is given, does not say otherwise. */
export function isRunning(job: JobWords): boolean {
  return hasCode(job, 'active', 'notrun') && isScheduled(job);
}

/** Whether the job is not stopped: it runs, or would if it were not in quarantine. */
export function mayRun(job: JobWords): boolean {
  return hasCode(job, 'active', 'notrun', 'quarantine') && isScheduled(job);
}

/** Whether the job says that it is stopped, by its schedule or by its code. */
export function isStopped(job: JobWords): boolean {
  const schedule = job.scheduleState.toLowerCase();
  return schedule === 'disabled' || schedule === 'paused' || hasCode(job, 'paused', 'notconfigured');
}

/** Whether it says neither that it runs nor that it is stopped: it has no code, and no schedule that says so. */
export function saysNothing(job: JobWords): boolean {
  return job.statusCode === '' && isScheduled(job);
}

/** By its schedule, or without one. */
function isScheduled({ scheduleState }: JobWords): boolean {
  return scheduleState === '' || scheduleState.toLowerCase() === 'active';
}

/** Whether its status code is one of these, which stand in lower case. */
export function hasCode({ statusCode }: JobWords, ...codes: readonly string[]): boolean {
  return codes.includes(statusCode.toLowerCase());
}

/** In UTF-16 units: several times what Graph uses, and little enough for every column, property and URL that holds it. */
const longestId = 512;

/** The id of a member, well-formed or not; undefined when it has none that could be stored and sent unchanged. */
export function jobIdOf(raw: unknown): string | undefined {
  if (!isJsonObject(raw) || !isText(raw.id)) return undefined;
  // Half a code point does not survive UTF-8: the job would come back from its row as another one.
  return raw.id.length <= longestId && !/\p{Cs}/u.test(raw.id) ? raw.id : undefined;
}

function deleteThreshold(settings: unknown): string {
  if (!Array.isArray(settings)) return '';
  for (const setting of settings) {
    if (isJsonObject(setting) && setting.name === 'QuarantineTooManyDeletesThreshold') {
      return textOf(setting.value);
    }
  }
  return '';
}

function isObjectOrNone(value: unknown): value is JsonObject | null | undefined {
  return value === undefined || value === null || isJsonObject(value);
}

function isTextOrNone(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

/** Empty for anything that is no text, and for a blank one. */
function textOf(value: unknown): string {
  return isText(value) ? value : '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function differs(where: string): ReadJob {
  return { ok: false, where };
}
