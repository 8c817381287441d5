import { type PipelineRequest, RestError } from '@azure/core-rest-pipeline';

/** A status and a body, which is sent as JSON unless it is a text. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export const notFound: Reply = {
  status: 404,
  body: { error: { code: 'Request_ResourceNotFound', message: 'It does not exist.' } },
};

export function refusal(status: number): Reply {
  return { status, body: { error: { code: 'Refused', message: 'No.' } } };
}

/** The connection broke before an answer. */
export function lost(request: PipelineRequest): RestError {
  return new RestError('socket hang up', { code: 'ECONNRESET', request });
}
