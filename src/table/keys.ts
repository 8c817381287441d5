import { type JobKey, keyOf } from '../core/job-key.ts';

/*
 * Row keys of the one partition that a tenant has. The kinds sort event < latest < notread < outbox < run < transition, so that one
 * range holds all that a poll has to know.
 */

/** What the last runs did, and which run works now. */
export const runRowKey = 'run|latest';
/** Where the feed of events has come to. */
export const feedRowKey = 'run|feed';

/** The last tick of the schedule; only in the partition of the home tenant, and only with several. */
export const tickRowKey = 'run|tick';

/** A row that is there as long as its run may write: each of a run's lanes has one. */
export function fenceRowKey(run: string, lane: number): string {
  return `run|fence|${keyOf(run)}|${lane}`;
}

export function latestRowKey(servicePrincipalId: string, jobIdOrKey: string): string {
  return `latest|${servicePrincipalId}|${keyOf(jobIdOrKey)}`;
}

export function unreadRowKey(servicePrincipalId: string): string {
  return `notread|${servicePrincipalId}`;
}

export function eventRowKey(number: number): string {
  return `event|${sixteenDigits(number)}`;
}

/** The service principal that the row of a memory is about. */
export function principalOfUnread(rowKey: string): string {
  return rowKey.slice(unreadRows.from.length);
}

export function outboxRowKey(number: number): string {
  return `outbox|${sixteenDigits(number)}`;
}

const numbered = /^(?:event|outbox)\|(\d{16})$/;

/** The number of an event's row or of its row in the outbox; undefined for any other key. */
export function numberOf(rowKey: string): number | undefined {
  const number = Number(numbered.exec(rowKey)?.[1]);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Newest first: a higher sequence sorts before a lower one. */
export function transitionRowKey(job: JobKey, sequence: number): string {
  const place = String(9_999_999_999 - sequence).padStart(10, '0');
  return `${transitionPrefix(job.servicePrincipalId, job.jobId)}${place}`;
}

export function transitionPrefix(servicePrincipalId: string, jobIdOrKey: string): string {
  return `transition|${servicePrincipalId}|${keyOf(jobIdOrKey)}|`;
}

/** A range of row keys: `from` is in it, `to` is not. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** The states of the jobs of one service principal. */
export function latestRowsOf(servicePrincipalId: string): KeyRange {
  return beginningWith(`latest|${servicePrincipalId}|`);
}

/** All keys that begin with the text, which ends in `|`: `}` is the character after it. */
export function beginningWith(text: string): KeyRange {
  return { from: text, to: `${text.slice(0, -1)}}` };
}

/** The keys of the range that come after one. No key holds a blank, and every character of a key sorts after it. */
export function keysAfter(key: string, range: KeyRange): KeyRange {
  return { ...range, from: `${key} ` };
}

/** The rows from one number to another, both of them among them. */
export function fromTo(rowKeyOf: (number: number) => string, first: number, last: number): KeyRange {
  return { from: rowKeyOf(first), to: `${rowKeyOf(last)} ` };
}

export const latestRows = beginningWith('latest|');
export const unreadRows = beginningWith('notread|');
export const eventRows = beginningWith('event|');
export const outboxRows = beginningWith('outbox|');
export const fenceRows = beginningWith('run|fence|');
/** The states of all jobs, what was never read, and the events that wait. */
export const pollRows: KeyRange = { from: latestRows.from, to: outboxRows.to };
/** The states of all jobs, and what was never read. */
export const surveyRows: KeyRange = { from: latestRows.from, to: unreadRows.to };

function sixteenDigits(number: number): string {
  return String(number).padStart(16, '0');
}
