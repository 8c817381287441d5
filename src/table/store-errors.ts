import { boundedText } from '../core/bounded-text.ts';
import { RefusedWriteError, StoreError } from '../core/errors.ts';

/** Whether a write met a row of another version (412), one that is there already (409) or one that is gone (404). */
export function isConflict(error: unknown): boolean {
  const { status, code } = factsOf(error);
  return status === 412 || (status === 409 && code === 'EntityAlreadyExists') || isRowMissing(error);
}

/** A 404 counts only with the service's own code: a wrong address answers 404 too, and proves nothing. */
export function isRowMissing(error: unknown): boolean {
  const { status, code } = factsOf(error);
  return status === 404 && (code === 'ResourceNotFound' || code === 'EntityNotFound');
}

export function isTableMissing(error: unknown): boolean {
  const { status, code } = factsOf(error);
  return status === 404 && code === 'TableNotFound';
}

/** Whether the service refuses this very request, as opposed to every one. */
export function isRefusal(error: unknown): boolean {
  const { status } = factsOf(error);
  return status === 400 || status === 413;
}

export function refusedWriteError(error: unknown, table: string): RefusedWriteError {
  return new RefusedWriteError(
    'StorageRefused',
    `Table Storage refused a write to '${table}' (${whatOf(error)}).`,
    error,
  );
}

/** Translates an error of creating the table. */
export function noTableError(error: unknown, table: string): StoreError {
  if (!isForbidden(error)) return storeError(error, table);
  const text = `Table '${table}' does not exist and the identity may not create it (${whatOf(error)}): grant it the role Storage Table Data Contributor on the storage account, which takes minutes to be seen, or create the table.`;
  return new StoreError('StorageForbidden', text, error);
}

/** Translates what the SDK throws. */
export function storeError(error: unknown, table: string): StoreError {
  if (error instanceof StoreError) return error;
  const { status, name } = factsOf(error);
  const what = whatOf(error);
  if (signInErrors.includes(name)) {
    const text = `No token for Table Storage: check that the managed identity is assigned and SnapshotStorage__clientId names it. ${what}`;
    return new StoreError('StorageSignInFailed', text, error);
  }
  if (isForbidden(error)) {
    const text = `The identity may not use table '${table}' (${what}): grant it the role Storage Table Data Contributor on the storage account, which takes minutes to be seen, and check the account's network rules.`;
    return new StoreError('StorageForbidden', text, error);
  }
  if (status === 429 || (status !== undefined && status >= 500)) {
    const text = `Table Storage is busy or out of order (${what}): the next poll tries again.`;
    return new StoreError('StorageBusy', text, error);
  }
  const text = `Table Storage did not serve table '${table}' (${what}): check SnapshotStorage__tableServiceUri, DNS and network rules.`;
  return new StoreError('StorageUnavailable', text, error);
}

const signInErrors = ['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'];

function isForbidden(error: unknown): boolean {
  const { status } = factsOf(error);
  return status === 401 || status === 403;
}

/** The error in a few words: status, code, and the first line of its text. */
function whatOf(error: unknown): string {
  const { status, code, name, message } = factsOf(error);
  if (name === 'AbortError') return 'no answer in time';
  const label = [status, code].filter(Boolean).join(' ');
  return [label, message].filter(Boolean).join(': ') || name;
}

interface Facts {
  /** Undefined when the service did not answer. */
  readonly status: number | undefined;
  readonly code: string;
  readonly name: string;
  readonly message: string;
}

/** The SDK puts the service's code and text into the details of an error, but those of a transaction into the error itself. */
function factsOf(error: unknown): Facts {
  if (!(error instanceof Error))
    return { status: undefined, code: '', name: '', message: boundedText(String(error), 200) };
  const status = member(error, 'statusCode');
  const answered = member(member(error, 'details'), 'odataError');
  const code = member(answered, 'code') ?? member(error, 'code');
  const message = member(member(answered, 'message'), 'value') ?? error.message;
  return {
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'string' ? boundedText(code, 64) : '',
    name: boundedText(error.name, 64),
    message: boundedText(String(message).split('\n')[0] ?? '', 200),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
