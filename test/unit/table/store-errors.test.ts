import { RestError } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import { isConflict, isRowMissing, storeError } from '../../../src/table/store-errors.ts';

const answered = (statusCode: number, code: string) => new RestError('refused', { statusCode, code });
const named = (name: string, message: string) => Object.assign(new Error(message), { name });

it.each([
  [412, 'UpdateConditionNotSatisfied', true],
  [409, 'EntityAlreadyExists', true],
  [404, 'ResourceNotFound', true],
  [404, 'TableNotFound', false],
  [404, '', false],
  [409, 'TableBeingDeleted', false],
  [400, 'InvalidInput', false],
  [503, 'ServerBusy', false],
])('%i %s is a conflict: %s', (status, code, expected) => {
  expect(isConflict(answered(status, code))).toBe(expected);
});

it('only an answer of the service proves that a row is missing', () => {
  expect(isRowMissing(answered(404, 'ResourceNotFound'))).toBe(true);
  expect(isRowMissing(answered(404, 'TableNotFound'))).toBe(false);
  expect(isRowMissing(named('RestError', 'ResourceNotFound'))).toBe(false);
  expect(isRowMissing('ResourceNotFound')).toBe(false);
});

it.each([
  ['no role', answered(403, 'AuthorizationPermissionMismatch'), 'StorageForbidden', 'Contributor'],
  ['no valid token', answered(401, 'InvalidAuthenticationInfo'), 'StorageForbidden', 'Contributor'],
  ['too many requests', answered(503, 'ServerBusy'), 'StorageBusy', '503 ServerBusy'],
  ['an unknown host', named('RestError', 'getaddrinfo ENOTFOUND x'), 'StorageUnavailable', 'ENOTFOUND'],
  ['silence', named('AbortError', 'aborted'), 'StorageUnavailable', 'no answer in time'],
  [
    'no identity',
    named('CredentialUnavailableError', 'no endpoint'),
    'StorageSignInFailed',
    'SnapshotStorage__clientId',
  ],
  ['no error at all', 'odd', 'StorageUnavailable', 'odd'],
])('%s is told with a code and what to do', (_, error, code, text) => {
  const told = storeError(error, 'Snapshots');
  expect(told).toBeInstanceOf(StoreError);
  expect(told).toMatchObject({ code, cause: error, message: expect.stringContaining(text) });
});

it('an error that is translated already stays as it is', () => {
  const told = new StoreError('x', 'y');
  expect(storeError(told, 'Snapshots')).toBe(told);
});
