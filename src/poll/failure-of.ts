import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError, type DamagedRowError } from '../core/errors.ts';
import type { Failure } from '../core/run-record.ts';

/** An error in the form in which the run row, the log and health tell it. */
export function failureOf(about: string, error: unknown): Failure {
  const { code, message } =
    error instanceof ConnectorError ? error : { code: 'unexpected', message: String(error) };
  // Services' own words are in it, and the ids of jobs.
  return {
    about: boundedText(about, 512),
    cause: boundedText(code, 64),
    detail: boundedText(message, 1024),
  };
}

/** A row that is left as it is; health fails for this cause, and names the row. */
export function damagedRow({ rowKey, problem }: Pick<DamagedRowError, 'rowKey' | 'problem'>): Failure {
  return { about: rowKey, cause: 'damagedRow', detail: problem };
}
