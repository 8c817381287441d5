import type { JsonObject } from '../../../src/core/json.ts';
import { healthyJob, quarantine } from '../../support/jobs.ts';
import {
  answeredRuns,
  longRunning,
  type RunsMark,
  runsMarkOf,
  runUntil,
  type TrueRuns,
} from './true-runs.ts';

/** A job as it is, whatever Graph says of it. */
export interface TrueJob {
  readonly id: string;
  readonly templateId: string;
  present: boolean;
  state: 'active' | 'quarantined' | 'paused' | 'pausedInQuarantine' | 'disabled' | 'notConfigured';
  /** Names the quarantine, where Graph names it. */
  series: string | undefined;
  tries: number;
  /** Which of `pairs` is why it is in quarantine, whenever it is. */
  pair: number;
  /** Entra pruned its per-object errors. */
  escrowsPruned: boolean;
  readonly runs: TrueRuns;
}

/** Reasons and error codes as Graph writes them. */
const pairs = [
  { reason: 'EncounteredQuarantineException', code: 'InvalidCredentials' },
  { reason: 'TooManyDeletes', code: '' },
  { reason: '', code: ' ' },
  { reason: 'EncounteredQuarantineException', code: 'Expired' },
] as const;

/** What a job is to one who may look behind Graph. */
export type Look = 'running' | 'idle' | 'quarantined';

/** In which words an answer says that the job is stopped. */
type StopWord = 'paused' | 'disabled' | 'notConfigured';

/** A look, and the series that names its quarantine, as Graph would write it. */
export interface Mark {
  readonly look: Look;
  readonly series: string | undefined;
  /** The reason and error code of its quarantine; blank where Graph gives none. */
  readonly pair: string;
  /** Undefined where it does not say so. */
  readonly stopped: StopWord | undefined;
  /** Its code says that it is active, which it is from its first run on. */
  readonly isActive: boolean;
  /** It says nothing: neither that the job runs nor that it is stopped. */
  readonly isBlank: boolean;
  readonly escrowsPruned: boolean;
  /** Runs when somebody uploads: it cannot be late. */
  readonly idlesByNature: boolean;
  readonly runs: RunsMark | undefined;
}

const apiTemplate = 'API2AAD';

export function newJob(id: string, now: number): TrueJob {
  return {
    id,
    // The last of every principal with several.
    templateId: id === 'scim.2' ? apiTemplate : 'scim',
    present: true,
    state: 'active',
    series: undefined,
    tries: 0,
    pair: 0,
    escrowsPruned: false,
    runs: longRunning(now),
  };
}

/** Entra does with the job what it does until that time. */
export function liveUntil(job: TrueJob, now: number): void {
  if (job.state === 'active') runUntil(job.runs, now);
}

export function isInQuarantine({ state }: TrueJob): boolean {
  return state === 'quarantined' || state === 'pausedInQuarantine';
}

/** The words of a job that is stopped, also while it is in quarantine. */
function stopWordOf({ state }: TrueJob): StopWord | undefined {
  if (state === 'pausedInQuarantine') return 'paused';
  return state === 'active' || state === 'quarantined' ? undefined : state;
}

export function markOf(job: TrueJob): Mark {
  const inQuarantine = isInQuarantine(job);
  return {
    look: inQuarantine ? 'quarantined' : job.state === 'active' ? 'running' : 'idle',
    series: inQuarantine ? job.series : undefined,
    pair: inQuarantine ? pairText(job) : '',
    stopped: stopWordOf(job),
    isActive: codeOf(job) === 'Active',
    isBlank: false,
    escrowsPruned: job.escrowsPruned,
    idlesByNature: job.templateId === apiTemplate,
    runs: runsMarkOf(job.runs),
  };
}

/** What an answer without status and schedule shows of the job. */
export function blankMark(job: Pick<Mark, 'idlesByNature'>): Mark {
  return {
    look: 'idle',
    series: undefined,
    pair: '',
    stopped: undefined,
    isActive: false,
    isBlank: true,
    escrowsPruned: false,
    idlesByNature: job.idlesByNature,
    runs: undefined,
  };
}

function pairText(job: TrueJob): string {
  const { reason, code } = pairOf(job);
  return `${reason} ${code}`.trim();
}

function pairOf({ pair }: TrueJob): { readonly reason: string; readonly code: string } {
  return pairs[pair % pairs.length] ?? pairs[0];
}

const codes = {
  active: 'Active',
  quarantined: 'Quarantine',
  paused: 'Paused',
  pausedInQuarantine: 'Paused',
  disabled: 'Active',
  notConfigured: 'NotConfigured',
} as const;

function codeOf({ state, runs, id }: TrueJob): string {
  // In its first cycle one says that it is active, another that it has not run.
  const waits = state === 'active' && runs.last === undefined && id === 'scim.0';
  return waits ? 'NotRun' : codes[state];
}

/** As Graph writes it. */
export function answered(job: TrueJob): JsonObject {
  const { series, tries, escrowsPruned } = job;
  const code = codeOf(job);
  const schedule = code === 'Paused' ? 'Paused' : stopWordOf(job) === undefined ? 'Active' : 'Disabled';
  const { reason, code: errorCode } = pairOf(job);
  const tried = {
    reason,
    error: errorCode && { code: errorCode },
    currentBegan: `2026-03-${10 + (tries % 20)}T01:00:00Z`,
    seriesCount: 1 + tries,
  };
  const object = isInQuarantine(job)
    ? quarantine(series ?? ['', null, '0001-01-01T00:00:00Z'][tries % 3], tried)
    : tries % 2 === 1
      ? { reason: 'Unknown', seriesBegan: '0001-01-01T00:00:00Z', seriesCount: 0 }
      : null;
  const { status, interval } = answeredRuns(job.runs);
  const answer = healthyJob(
    job.id,
    { ...status, code, quarantine: object, escrowsPruned },
    { state: schedule, interval },
  );
  return { ...answer, templateId: job.templateId };
}
