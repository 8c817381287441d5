import type { PrincipalAnswer } from '../../src/core/observe.ts';

/* A second opinion on what proves that a quarantine is over, written from the promise and not from the code. */

type Shape = Readonly<Record<string, unknown>>;

/** Whether an answer shows the job running and without any sign of a quarantine, exactly once. */
export function showsRecovered(answer: PrincipalAnswer, jobId: string): boolean {
  if (answer.kind !== 'jobs') return false;
  const [job, ...more] = answer.jobs.filter((one) => objectOf(one)?.id === jobId).map(objectOf);
  const status = objectOf(job?.status);
  if (!status || more.length > 0) return false;
  const isRunning = status.code === 'Active' || status.code === 'NotRun';
  const { quarantine = null } = status;
  const isFree =
    quarantine === null || (objectOf(quarantine) !== undefined && !hasSigns(objectOf(quarantine) ?? {}));
  return isRunning && objectOf(job?.schedule)?.state === 'Active' && isFree;
}

/** Whether an answer lacks the job and could have shown it: a whole list, every member of it with an id. */
export function showsGone(answer: PrincipalAnswer, jobId: string): boolean {
  if (answer.kind === 'gone') return true;
  if (answer.kind !== 'jobs' || answer.cut) return false;
  const ids = answer.jobs.map((job) => objectOf(job)?.id);
  return ids.every((id) => typeof id === 'string' && id.trim() !== '' && id !== jobId);
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
