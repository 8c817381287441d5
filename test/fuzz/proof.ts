import type { Answer } from '../../src/core/observe.ts';

/* A second opinion on what proves that a quarantine is over, written from the promise and not from the code. */

type Shape = Readonly<Record<string, unknown>>;

/** Whether an answer shows the job running and without any sign of a quarantine; identical copies of it are one job. */
export function showsRecovered(answer: Answer, jobId: string): boolean {
  if (answer.kind !== 'jobs' && answer.kind !== 'job') return false;
  const shown: readonly unknown[] = answer.kind === 'jobs' ? answer.jobs : [answer.job];
  const own = shown.filter((one) => objectOf(one)?.id === jobId);
  if (own.slice(1).some((one) => textOf(one) !== textOf(own[0]))) return false;
  const job = objectOf(own[0]);
  const status = objectOf(job?.status);
  if (!status) return false;
  const isRunning = ['active', 'notrun'].includes(String(status.code).toLowerCase());
  const schedule = objectOf(job?.schedule)?.state ?? '';
  const isScheduled =
    typeof schedule !== 'string' || schedule.trim() === '' || schedule.toLowerCase() === 'active';
  const { quarantine = null } = status;
  const isFree =
    quarantine === null || (objectOf(quarantine) !== undefined && !hasSigns(objectOf(quarantine) ?? {}));
  return isRunning && isScheduled && isFree;
}

/** Whether an answer lacks the job and could have shown it: Graph's own 404, or a whole list, every member of it with an id. */
export function showsGone(answer: Answer, jobId: string): boolean {
  if (answer.kind === 'notFound') return true;
  if (answer.kind !== 'jobs' || answer.cut) return false;
  const ids = answer.jobs.map((job) => objectOf(job)?.id);
  return ids.every((id) => typeof id === 'string' && id.trim() !== '' && id !== jobId);
}

/** Whether the answer is Graph's own word that there is no job of this id. */
export function isUnknownById(answer: Answer, jobId: string): boolean {
  return answer.jobId === jobId && answer.kind === 'notFound';
}

function hasSigns({ seriesBegan, currentBegan, nextAttempt, seriesCount }: Shape): boolean {
  const isDate = (value: unknown) => {
    const time = typeof value === 'string' && value.includes('T') ? Date.parse(value.trim()) : Number.NaN;
    return time > Date.parse('0003-01-01') && time < Date.parse('9998-01-01');
  };
  return (
    [seriesBegan, currentBegan, nextAttempt].some(isDate) ||
    (typeof seriesCount === 'number' && seriesCount > 0)
  );
}

function objectOf(value: unknown): Shape | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

/** With members in one order. Too deep for a text: unlike any other. */
function textOf(value: unknown): unknown {
  try {
    return JSON.stringify(value, (_, member) => {
      const shape = objectOf(member);
      return shape ? Object.fromEntries(Object.entries(shape).sort()) : member;
    });
  } catch {
    return {};
  }
}
