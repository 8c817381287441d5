import type { JsonObject } from '../../../src/core/json.ts';
import { healthyJob, quarantine } from '../../support/jobs.ts';

/** A job as it is, whatever Graph says of it. */
export interface TrueJob {
  readonly id: string;
  present: boolean;
  state: 'active' | 'quarantined' | 'paused' | 'pausedInQuarantine' | 'disabled';
  /** Names the quarantine, where Graph names it. */
  series: string | undefined;
  tries: number;
  /** Which of `pairs` is why it is in quarantine, whenever it is. */
  pair: number;
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

export function isLook(value: unknown): value is Look {
  return value === 'running' || value === 'idle' || value === 'quarantined';
}

/** A look, and the series that names its quarantine, as Graph would write it. */
export interface Mark {
  readonly look: Look;
  readonly series: string | undefined;
  /** The reason and error code of its quarantine; blank where Graph gives none. */
  readonly pair: string;
}

export function newJob(id: string): TrueJob {
  return { id, present: true, state: 'active', series: undefined, tries: 0, pair: 0 };
}

export function isInQuarantine({ state }: TrueJob): boolean {
  return state === 'quarantined' || state === 'pausedInQuarantine';
}

export function markOf(job: TrueJob): Mark {
  const inQuarantine = isInQuarantine(job);
  return {
    look: inQuarantine ? 'quarantined' : job.state === 'active' ? 'running' : 'idle',
    series: inQuarantine ? job.series : undefined,
    pair: inQuarantine ? pairText(job) : '',
  };
}

function pairText(job: TrueJob): string {
  const { reason, code } = pairOf(job);
  return `${reason} ${code}`.trim();
}

function pairOf({ pair }: TrueJob): { readonly reason: string; readonly code: string } {
  return pairs[pair % pairs.length] ?? pairs[0];
}

/** As Graph writes it; `mark` goes along so that the proof need not read quarantines as the product does. */
export function answered(job: TrueJob): JsonObject {
  const { state, series, tries } = job;
  const code = { active: 'Active', quarantined: 'Quarantine', disabled: 'NotConfigured' };
  const status = state === 'paused' || state === 'pausedInQuarantine' ? 'Paused' : code[state];
  const schedule = status === 'Paused' ? 'Paused' : state === 'disabled' ? 'Disabled' : 'Active';
  const mark = markOf(job);
  const { reason, code: errorCode } = pairOf(job);
  const tried = {
    reason,
    error: errorCode && { code: errorCode },
    currentBegan: `2026-03-${10 + (tries % 20)}T01:00:00Z`,
    seriesCount: 1 + tries,
  };
  const object =
    mark.look === 'quarantined'
      ? quarantine(series ?? ['', null, '0001-01-01T00:00:00Z'][tries % 3], tried)
      : tries % 2 === 1
        ? { reason: 'Unknown', seriesBegan: '0001-01-01T00:00:00Z', seriesCount: 0 }
        : null;
  return { ...healthyJob(job.id, { code: status, quarantine: object }, { state: schedule }), mark };
}
