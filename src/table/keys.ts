import { keyOf } from '../core/job-key.ts';
import type { JobKey } from '../core/state.ts';

/**
 * Row keys of the one partition that a tenant has. The kinds sort latest < outbox < run < transition, so that one range
 * holds all that a poll has to know.
 */
export const runRowKey = 'run|latest';

export function latestRowKey(servicePrincipalId: string, jobIdOrKey: string): string {
  return `latest|${servicePrincipalId}|${keyOf(jobIdOrKey)}`;
}

export function outboxRowKey(job: JobKey, sequence: number): string {
  return `outbox|${job.servicePrincipalId}|${keyOf(job.jobId)}|${tenDigits(sequence)}`;
}

/** Newest first: a higher sequence sorts before a lower one. */
export function transitionRowKey(job: JobKey, sequence: number): string {
  return `${transitionPrefix(job.servicePrincipalId, job.jobId)}${tenDigits(9_999_999_999 - sequence)}`;
}

export function transitionPrefix(servicePrincipalId: string, jobIdOrKey: string): string {
  return `transition|${servicePrincipalId}|${keyOf(jobIdOrKey)}|`;
}

/** What the outbox rows of one job have in common: the row key without its sequence. */
export function jobOfOutboxRow(rowKey: string): string {
  return rowKey.slice(0, rowKey.lastIndexOf('|'));
}

/** A range of row keys: `from` is in it, `to` is not. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** All keys that begin with the text, which ends in `|`: `}` is the character after it. */
export function beginningWith(text: string): KeyRange {
  return { from: text, to: `${text.slice(0, -1)}}` };
}

/** The keys of the range that come after one. No key holds a blank, and every character of a key sorts after it. */
export function after(key: string, range: KeyRange): KeyRange {
  return { ...range, from: `${key} ` };
}

export const latestRows = beginningWith('latest|');
export const outboxRows = beginningWith('outbox|');
export const transitionRows = beginningWith('transition|');
/** The states of all jobs and the events that wait. */
export const pollRows: KeyRange = { from: latestRows.from, to: outboxRows.to };

function tenDigits(number: number): string {
  return String(number).padStart(10, '0');
}
