import { addMilliseconds, dayMs, type Instant } from './instant.ts';

/** Entra switches a job off after about four weeks in quarantine; Microsoft documents no field that says when. */
export const disabledAfter = 28 * dayMs;

/** An estimate of when Entra switches the job off, from the begin of its quarantine series. */
export function expectedDisableAt(seriesBegan: Instant): Instant {
  return addMilliseconds(seriesBegan, disabledAfter);
}
