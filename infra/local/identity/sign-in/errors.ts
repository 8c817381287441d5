import { randomUUID } from 'node:crypto';
import type { Answer } from '../failure.ts';

/** An error of Entra ID when it issues no token. */
export interface SignInError {
  /** `AADSTS` and this. */
  readonly code: number;
  /** As OAuth 2.0 calls it; a client that is not who it says is answered with 401, all else with 400 unless `status` is given. */
  readonly error: string;
  readonly message: string;
  readonly status?: 429 | 503;
  readonly suberror?: string;
}

/** The error in the form in which Entra ID gives it. */
export function toAnswer(
  { code, error, message, status, suberror }: SignInError,
  correlationId: string = randomUUID(),
  now: Date = new Date(),
): Answer {
  const traceId = randomUUID();
  const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    status: status ?? (error === 'invalid_client' ? 401 : 400),
    headers: { ...(status === 429 && { 'retry-after': '5' }) },
    body: {
      error,
      error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
      ...(suberror !== undefined && { suberror }),
    },
  };
}
