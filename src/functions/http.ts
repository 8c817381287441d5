import { join } from 'node:path';
import type { App } from '../app.ts';
import type { RespondToError } from '../http/errors.ts';
import { getDocument } from '../http/get-document.ts';
import { getAtomFeed, getEvent, getEvents, getTrigger } from '../http/get-events.ts';
import { getJob, respondToJobError } from '../http/get-job.ts';
import { getEpisodes, getJobs, getTransitions } from '../http/get-lists.ts';
import { getMetrics } from '../http/get-metrics.ts';
import { getStatus } from '../http/get-status.ts';
import { getTenants, respondToTenantsError } from '../http/get-tenants.ts';
import { getHealth, postPoll } from '../http/operate.ts';
import { pageOfError } from '../http/pages.ts';
import type { HttpRequest } from '../http/request.ts';
import { resendEvent } from '../http/resend-event.ts';
import type { HttpResponse } from '../http/response.ts';
import { tenantOf } from '../http/tenants.ts';
import type { Log } from '../poll/ports.ts';
import type { TenantApp } from '../tenant-app.ts';

/** A function that answers requests, by what `respond` is given. HEAD is answered wherever GET is. */
interface Answering<About> {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Below `/api`. */
  readonly route: string;
  readonly respond: (request: HttpRequest, about: About, log: Log) => Promise<HttpResponse>;
  /** As JSON unless given. */
  readonly onError?: (request: HttpRequest) => RespondToError;
}

export type HttpFunction = Answering<App>;

const job = 'jobs/{servicePrincipalId}/{jobId}';

/** The functions about one tenant: the home tenant and, below `tenants/{tenantId}/`, any of several. */
export const tenantFunctions: readonly Answering<TenantApp>[] = [
  { name: 'jobs', method: 'GET', route: 'jobs', respond: getJobs },
  { name: 'job', method: 'GET', route: job, respond: getJob, onError: respondToJobError },
  { name: 'transitions', method: 'GET', route: `${job}/transitions`, respond: getTransitions },
  { name: 'episodes', method: 'GET', route: `${job}/episodes`, respond: getEpisodes },
  { name: 'events', method: 'GET', route: 'events', respond: getEvents },
  { name: 'event', method: 'GET', route: 'events/{number}', respond: getEvent },
  { name: 'resendEvent', method: 'POST', route: 'events/{number}/resend', respond: resendEvent },
  { name: 'eventsAtom', method: 'GET', route: 'events.atom', respond: getAtomFeed },
  { name: 'eventTrigger', method: 'GET', route: 'triggers/events', respond: getTrigger },
  { name: 'pollNow', method: 'POST', route: 'poll', respond: postPoll },
  { name: 'health', method: 'GET', route: 'health', respond: getHealth },
  { name: 'metrics', method: 'GET', route: 'metrics', respond: getMetrics },
  {
    name: 'status',
    method: 'GET',
    route: 'status',
    respond: getStatus,
    onError: (request) => pageOfError(request, ''),
  },
];

/** Every HTTP function. The contract's routes and the table in docs/http.md name the same ones. */
export function httpFunctions(hasSeveralTenants: boolean): readonly HttpFunction[] {
  return [
    ...tenantFunctions.map(ofItsTenant),
    { name: 'openapi', method: 'GET', route: 'openapi.json', respond: document('openapi.json') },
    { name: 'swagger', method: 'GET', route: 'swagger.json', respond: document('swagger.json') },
    ...(hasSeveralTenants ? ofSeveralTenants() : []),
  ];
}

function ofSeveralTenants(): readonly HttpFunction[] {
  return [
    {
      name: 'tenants',
      method: 'GET',
      route: 'tenants',
      respond: getTenants,
      onError: respondToTenantsError,
    },
    ...tenantFunctions.map((each) => ({
      ...ofItsTenant(each),
      name: `tenant${each.name.charAt(0).toUpperCase()}${each.name.slice(1)}`,
      route: `tenants/{tenantId}/${each.route}`,
    })),
  ];
}

/** Answers about the tenant that the request names, if the caller may see it. */
function ofItsTenant({ respond, ...others }: Answering<TenantApp>): HttpFunction {
  return { ...others, respond: async (request, app, log) => respond(request, tenantOf(request, app), log) };
}

/** The build stages the published documents beside the bundle, which is CommonJS. */
function document(name: string): HttpFunction['respond'] {
  return (request, app) => getDocument(request, app, join(__dirname, name));
}
