import { join } from 'node:path';
import type { RespondToError } from '../http/errors.ts';
import { getDocument } from '../http/get-document.ts';
import { getJob, respondToJobError } from '../http/get-job.ts';
import { getEpisodes, getJobs, getTransitions } from '../http/get-lists.ts';
import { getStatus } from '../http/get-status.ts';
import { getHealth, postPoll } from '../http/operate.ts';
import { pageOfError } from '../http/pages.ts';
import type { HttpRequest } from '../http/request.ts';
import type { HttpResponse } from '../http/response.ts';
import type { Log } from '../poll/ports.ts';
import type { TenantApp } from '../tenant-app.ts';

/** An HTTP function about one tenant. HEAD is answered wherever GET is. */
export interface HttpFunction {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Below `/api`. */
  readonly route: string;
  readonly respond: (request: HttpRequest, tenant: TenantApp, log: Log) => Promise<HttpResponse>;
  /** As JSON unless given. */
  readonly onError?: (request: HttpRequest) => RespondToError;
}

const job = 'jobs/{servicePrincipalId}/{jobId}';

/** Every HTTP function. The contract's routes and the table in docs/http.md name the same ones. */
export const httpFunctions: readonly HttpFunction[] = [
  { name: 'jobs', method: 'GET', route: 'jobs', respond: getJobs },
  { name: 'job', method: 'GET', route: job, respond: getJob, onError: respondToJobError },
  { name: 'transitions', method: 'GET', route: `${job}/transitions`, respond: getTransitions },
  { name: 'episodes', method: 'GET', route: `${job}/episodes`, respond: getEpisodes },
  { name: 'pollNow', method: 'POST', route: 'poll', respond: postPoll },
  { name: 'health', method: 'GET', route: 'health', respond: getHealth },
  {
    name: 'status',
    method: 'GET',
    route: 'status',
    respond: getStatus,
    onError: () => pageOfError('status'),
  },
  { name: 'openapi', method: 'GET', route: 'openapi.json', respond: document('openapi.json') },
  { name: 'swagger', method: 'GET', route: 'swagger.json', respond: document('swagger.json') },
];

/** The build stages the published documents beside the bundle, which is CommonJS. */
function document(name: string): HttpFunction['respond'] {
  return (request, tenant) => getDocument(request, tenant, join(__dirname, name));
}
