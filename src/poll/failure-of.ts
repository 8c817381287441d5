import { ConnectorError } from '../core/errors.ts';
import type { Failure } from '../core/run-record.ts';

/** An error in the form in which the run row, the log and health tell it. */
export function failureOf(about: string, error: unknown): Failure {
  if (error instanceof ConnectorError) return { about, cause: error.code, detail: error.message };
  return { about, cause: 'unexpected', detail: String(error) };
}
