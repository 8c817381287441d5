import { RestError } from '@azure/core-rest-pipeline';
import { RefusedWriteError, StoreError } from '../core/errors.ts';

/** Whether a write met a row of another version (412), one that is there already (409) or one that is gone (404). */
export function isConflict(error: unknown): boolean {
  return isRestError(error) && [404, 409, 412].includes(error.statusCode ?? 0) && !isTableMissing(error);
}

export function isTableMissing(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404 && codeOf(error) === 'TableNotFound';
}

export function isRowMissing(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404 && !isTableMissing(error);
}

/** Whether the service refuses this very write, as opposed to every write. */
export function isRefusal(error: unknown): boolean {
  return isRestError(error) && (error.statusCode === 400 || error.statusCode === 413);
}

/** Translates what the SDK throws. */
export function storeError(error: unknown, table: string): StoreError {
  if (error instanceof StoreError) return error;
  const { status, code, message } = factsOf(error);
  const what = `${[status, code].filter(Boolean).join(' ')}${message ? `: ${message}` : ''}`;
  if (isRefusal(error)) {
    return new RefusedWriteError(
      'StorageRefused',
      `Table Storage refused a write to '${table}' (${what}).`,
      error,
    );
  }
  if (status === 401 || status === 403) {
    const text = `The identity may not use table '${table}' (${what}): grant it the role Storage Table Data Contributor on the storage account, and check its network rules. A grant takes minutes.`;
    return new StoreError('StorageForbidden', text, error);
  }
  return new StoreError(
    'StorageUnavailable',
    `Table Storage did not serve table '${table}' (${what || 'no answer'}): check SnapshotStorage__tableServiceUri, DNS and network rules.`,
    error,
  );
}

function factsOf(error: unknown): { status: number | undefined; code: string; message: string } {
  if (!(error instanceof Error)) return { status: undefined, code: '', message: String(error) };
  const message = (error.message.split('\n')[0] ?? '').slice(0, 200);
  return isRestError(error)
    ? { status: error.statusCode, code: codeOf(error), message }
    : { status: undefined, code: error.name, message };
}

function codeOf(error: RestError): string {
  const details: unknown = error.details;
  if (error.code) return error.code;
  if (typeof details !== 'object' || details === null || !('odataError' in details)) return '';
  const { odataError } = details;
  return typeof odataError === 'object' && odataError !== null && 'code' in odataError
    ? String(odataError.code)
    : '';
}

function isRestError(error: unknown): error is RestError {
  return (
    error instanceof RestError ||
    (error instanceof Error && error.name === 'RestError' && 'statusCode' in error)
  );
}
