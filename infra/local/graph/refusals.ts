import type { Refusal } from './answer.ts';

export function refuse(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Refusal {
  return { status, code, message, ...(headers ? { headers } : {}) };
}

/** Errors in Graph's words, as far as they are published. */
export const refusals = {
  badRequest: (message: string) => refuse(400, 'BadRequest', message),
  /** What the directory says to a request that it understands but does not do. */
  badDirectoryRequest: (message: string) => refuse(400, 'Request_BadRequest', message),
  /** What Graph says to a path it does not know. */
  unknownSegment: (segment: string) =>
    refuse(400, 'BadRequest', `Resource not found for the segment '${segment}'.`),
  unsupportedQuery: (message: string) => refuse(400, 'Request_UnsupportedQuery', message),
  /** Something that is served as an advanced query only. */
  notAdvanced: (operator: string) =>
    refuse(
      400,
      'Request_UnsupportedQuery',
      `Operator '${operator}' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information`,
    ),
  expiredPageToken: () =>
    refuse(
      400,
      'Directory_ExpiredPageToken',
      'The specified page token value has expired and can no longer be included in your request.',
    ),
  invalidToken: (message: string) => refuse(401, 'InvalidAuthenticationToken', message),
  forbidden: () =>
    refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  notFound: (id: string) =>
    refuse(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  methodNotAllowed: () =>
    refuse(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.'),
  failedDependency: () => refuse(424, 'FailedDependency', 'Failed Dependency'),
  tooManyRequests: (headers: Record<string, string> = {}) =>
    refuse(429, 'TooManyRequests', 'Please retry again later.', headers),
  /** What a real Graph has and this one has not: never taken for an answer of Graph. */
  notSimulated: (what: string) => refuse(501, 'NotImplemented', `The local cloud does not serve ${what}.`),
};
