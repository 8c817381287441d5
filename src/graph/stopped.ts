import { SourceError } from '../core/errors.ts';

/**
 * Does work that ends with the signal's reason when the signal aborts.
 *
 * @throws SourceError `DeadlineReached` or `Aborted` in that case; what the work throws in any other
 */
export async function orStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? stopped(signal.reason) : error;
  }
}

function stopped(reason: unknown): SourceError {
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new SourceError(
        'DeadlineReached',
        'The time of this run ended before Microsoft Graph had answered.',
        reason,
      )
    : new SourceError('Aborted', 'The run was stopped before Microsoft Graph had answered.', reason);
}
