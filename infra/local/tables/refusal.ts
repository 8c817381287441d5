import { randomUUID } from 'node:crypto';

export interface TableRefusal {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The body of the service for an error code. The words are those of the published codes of Azure Storage. */
export function refusal(code: string): TableRefusal {
  const requestId = randomUUID();
  const value = [wordsOf(code), `RequestId:${requestId}`, `Time:${new Date().toISOString()}`].join('\n');
  return {
    headers: {
      'content-type': 'application/json;odata=minimalmetadata;streaming=true;charset=utf-8',
      'x-ms-request-id': requestId,
    },
    text: JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value } } }),
  };
}

/** Throws when the status has none. */
export function usualCode(status: number): string {
  const codes: Readonly<Record<number, string>> = {
    400: 'InvalidInput',
    401: 'InvalidAuthenticationInfo',
    403: 'AuthorizationFailure',
    404: 'ResourceNotFound',
    409: 'EntityAlreadyExists',
    412: 'UpdateConditionNotSatisfied',
    413: 'RequestBodyTooLarge',
    500: 'OperationTimedOut',
    503: 'ServerBusy',
  };
  const code = codes[status];
  if (code === undefined) throw new Error(`A fault with status ${status} needs a code.`);
  return code;
}

function wordsOf(code: string): string {
  const words: Readonly<Record<string, string>> = {
    AuthenticationFailed:
      'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    AuthorizationFailure: 'This request is not authorized to perform this operation.',
    AuthorizationPermissionMismatch:
      'This request is not authorized to perform this operation using this permission.',
    EntityAlreadyExists: 'The specified entity already exists.',
    InternalError: 'The server encountered an internal error. Please retry the request.',
    InvalidInput: 'One of the request inputs is not valid.',
    OperationTimedOut: 'Operation could not be completed within the specified time.',
    RequestBodyTooLarge: 'The request body is too large and exceeds the maximum permissible limit.',
    ResourceNotFound: 'The specified resource does not exist.',
    ServerBusy: 'The server is busy.',
    TableNotFound: 'The table specified does not exist.',
    UpdateConditionNotSatisfied: 'The update condition specified in the request was not satisfied.',
  };
  return words[code] ?? 'An error occurred while processing this request.';
}
