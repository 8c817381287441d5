import { isRestError } from '@azure/core-rest-pipeline';

/** Why no answer came, such as `ENOTFOUND`; undefined for an error of another kind. */
export function unreachableBecause(error: unknown): string | undefined {
  if (isRestError(error)) return error.code ?? error.message;
  // So the HTTP client says that the time of a request is over.
  return error instanceof Error && error.name === 'AbortError' ? 'no answer in time' : undefined;
}
