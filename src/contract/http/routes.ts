import * as z from 'zod';
import { feedEntry, feedPart, feedPositionGone, resentEvent, triggered } from '../answers/events.ts';
import { health } from '../answers/health.ts';
import { episodeList, transitionList } from '../answers/history.ts';
import { jobDetail, jobList } from '../answers/job.ts';
import { failedRun, runSummary } from '../answers/run.ts';
import { errorBody } from '../answers/shared.ts';
import { tenantList } from '../answers/tenants.ts';
import { parameters } from './parameters.ts';
import {
  alsoAsPages,
  alsoAsTable,
  always,
  asPages,
  errorReply,
  jsonReply,
  metricsReply,
  ofEvent,
  ofFeed,
  ofJob,
  ofTenant,
  pageReply,
  reading,
  snapshotReply,
  tagged,
} from './replies.ts';
import type { Parameter, Route } from './route.ts';

const job = '/jobs/{servicePrincipalId}/{jobId}';

/** A poll that the table stops, and one that has to be begun. */
const unhealthy = z.union([health, errorBody]).meta({ id: 'HealthOrError' });

const document = z.looseObject({}).meta({ id: 'Document', description: 'An OpenAPI document.' });

/** What is answered about one tenant: the home tenant. */
const ofOneTenant: readonly Route[] = [
  {
    method: 'get',
    path: '/jobs',
    operationId: 'ListJobs',
    summary: 'List provisioning jobs',
    description: 'The synchronization jobs in pages, with what is wrong with them and what to do.',
    parameters: [...parameters.listed, ...parameters.page, ...parameters.ifNoneMatch],
    replies: { 200: snapshotReply('One page of the jobs.', jobList), ...tagged, ...reading, ...ofTenant },
    forWorkflows: true,
  },
  {
    method: 'get',
    path: job,
    operationId: 'GetJob',
    summary: 'Get a provisioning job',
    description: 'The latest snapshot of a job: its summary, and the whole job as Microsoft Graph gave it.',
    parameters: [...parameters.job, ...parameters.form, ...parameters.ifNoneMatch],
    replies: alsoAsPages({
      200: snapshotReply('The latest snapshot.', jobDetail),
      ...tagged,
      ...reading,
      ...ofJob,
    }),
    forWorkflows: true,
  },
  {
    method: 'get',
    path: `${job}/transitions`,
    operationId: 'ListTransitions',
    summary: 'List the events of a provisioning job',
    description:
      'The events that were recorded of a job, newest first, in pages: also those that no subscriber gets.',
    parameters: [
      ...parameters.job,
      ...parameters.ofTransitions,
      ...parameters.span,
      ...parameters.page,
      ...parameters.ifNoneMatch,
    ],
    replies: {
      200: snapshotReply('One page of the events.', transitionList),
      ...tagged,
      ...reading,
      ...ofJob,
    },
    forWorkflows: true,
  },
  {
    method: 'get',
    path: `${job}/episodes`,
    operationId: 'ListEpisodes',
    summary: 'List the episodes of a provisioning job',
    description: 'The stays of a job in quarantine and in the other conditions, newest first, in pages.',
    parameters: [
      ...parameters.job,
      ...parameters.ofEpisodes,
      ...parameters.span,
      ...parameters.page,
      ...parameters.ifNoneMatch,
    ],
    replies: {
      200: snapshotReply('One page of the episodes.', episodeList),
      ...tagged,
      ...reading,
      ...ofJob,
    },
    forWorkflows: true,
  },
  {
    method: 'get',
    path: '/events',
    operationId: 'ListEvents',
    summary: 'List provisioning events',
    description:
      'The events for subscribers of all jobs, in the order in which they were recorded, after a number that the reader remembers.',
    parameters: [...parameters.events, ...parameters.ifNoneMatch],
    replies: {
      200: jsonReply('What follows the number.', feedPart, ['etag']),
      ...ofFeed,
      ...reading,
      ...ofTenant,
      410: jsonReply(
        'The feed cannot go on from the number: what follows it was deleted for its age, or the table was lost or set back. `after` says where to go on.',
        feedPositionGone,
        ['x-ms-error-code'],
      ),
    },
    forWorkflows: true,
  },
  {
    method: 'get',
    path: '/events/{number}',
    operationId: 'GetEvent',
    summary: 'Get a provisioning event',
    description: 'One event, as it was recorded and sent.',
    parameters: [...parameters.event, ...parameters.ifNoneMatch],
    replies: {
      200: jsonReply('The event.', feedEntry, ['etag']),
      ...ofFeed,
      ...reading,
      ...ofEvent,
    },
    forWorkflows: true,
  },
  {
    method: 'post',
    path: '/events/{number}/resend',
    operationId: 'ResendEvent',
    summary: 'Send a provisioning event again',
    description:
      'Sends an event to the subscribers once more, the same id and the same bytes, behind what waits of its job: with the next poll.',
    parameters: parameters.event,
    replies: { 202: jsonReply('What will happen.', resentEvent), ...reading, ...ofEvent },
    forWorkflows: true,
  },
  {
    method: 'get',
    path: '/events.atom',
    operationId: 'GetAtomFeed',
    summary: 'Get the newest events as an Atom feed',
    description: 'The newest events for readers of news.',
    parameters: parameters.ifNoneMatch,
    replies: {
      200: {
        ...jsonReply('The feed.', z.string(), ['etag']),
        content: { 'application/atom+xml': z.string() },
      },
      ...ofFeed,
      ...reading,
      ...ofTenant,
    },
    forWorkflows: false,
  },
  {
    method: 'get',
    path: '/triggers/events',
    operationId: 'OnProvisioningEvent',
    summary: 'When a provisioning event occurs',
    description:
      'Starts a workflow with each event that is recorded after the workflow was switched on: a quarantine began or is over, a job stopped, and all else that events tell.',
    parameters: parameters.triggered,
    replies: {
      200: jsonReply('Events since the last call.', triggered, ['location', 'retry-after']),
      202: jsonReply('Nothing new: `value` is empty.', triggered, ['location', 'retry-after']),
      ...reading,
      ...ofTenant,
    },
    forWorkflows: true,
    triggerHint:
      'To see it work now, pause a provisioning job that has run (where CONDITIONS has halt): the workflow starts when it has been paused for HALT_AFTER, half an hour unless set.',
  },
  {
    method: 'post',
    path: '/poll',
    operationId: 'PollNow',
    summary: 'Poll now',
    description: 'Reads the jobs from Microsoft Graph now and answers with what the run did.',
    parameters: [],
    replies: {
      200: jsonReply('What the run did.', runSummary),
      ...reading,
      ...ofTenant,
      409: errorReply('Another run is at work, or has taken over from this one.', ['retry-after']),
      502: jsonReply('Nothing could be read from Microsoft Graph.', failedRun, ['x-ms-error-code']),
    },
    forWorkflows: true,
  },
  {
    method: 'get',
    path: '/health',
    operationId: 'GetHealth',
    summary: 'Get the health of the connector',
    description: 'Whether the connector does its work: one status, and the checks behind it.',
    parameters: [],
    replies: {
      200: jsonReply('It passes, or warns.', health),
      ...always,
      ...ofTenant,
      503: {
        ...jsonReply('It fails, or the table cannot be reached.', unhealthy),
        sometimes: ['retry-after', 'x-ms-error-code'],
      },
    },
    forWorkflows: true,
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'GetMetrics',
    summary: 'Get metrics',
    description:
      'What is known of the jobs and of the connector as metrics, for Prometheus and what reads as it does: OpenMetrics where `Accept` prefers it, else its text format.',
    parameters: [],
    replies: { 200: metricsReply('The metrics.'), ...reading, ...ofTenant },
    forWorkflows: false,
  },
  {
    method: 'get',
    path: '/status',
    operationId: 'GetStatusPage',
    summary: 'Show the status page',
    description: 'What the connector knows, as a page for people.',
    parameters: parameters.overview,
    replies: { 200: alsoAsTable(pageReply('The page.')), ...asPages({ ...reading, ...ofTenant }) },
    forWorkflows: false,
  },
];

/** The same of any of several tenants, below its address. */
function ofAnyTenant(route: Route): Route {
  const { path, operationId, summary, parameters: own } = route;
  return {
    ...route,
    path: `/tenants/{tenantId}${path}`,
    operationId: inTenant(operationId),
    summary: `${summary} in a tenant`,
    parameters: [parameters.tenant, ...own.map(pickedInTenant)],
  };
}

/** `ListTenantJobs` of `ListJobs`. */
function inTenant(operationId: string): string {
  return operationId.replace(/(?<=[a-z])(?=[A-Z])/, 'Tenant');
}

/** Chosen among what the tenant has that was chosen before. */
function pickedInTenant({ pickedFrom, ...parameter }: Parameter): Parameter {
  if (pickedFrom === undefined) return parameter;
  const { operationId, dependsOn } = pickedFrom;
  return {
    ...parameter,
    pickedFrom: {
      ...pickedFrom,
      operationId: inTenant(operationId),
      dependsOn: [parameters.tenant.name, ...dependsOn],
    },
  };
}

const ofAllTenants: Route = {
  method: 'get',
  path: '/tenants',
  operationId: 'ListTenants',
  summary: 'List tenants',
  description: 'The tenants that the caller may see in pages, with their health and what is wrong in each.',
  parameters: [...parameters.ofTenants, ...parameters.page, ...parameters.ifNoneMatch],
  replies: alsoAsPages({
    200: snapshotReply('One page of the tenants.', tenantList),
    ...tagged,
    ...reading,
  }),
  forWorkflows: true,
};

/** What an app with several tenants answers beside what one with a single tenant does. */
export const routesOfSeveral: readonly Route[] = [ofAllTenants, ...ofOneTenant.map(ofAnyTenant)];

/** All that the HTTP functions answer. `HEAD` is answered wherever `GET` is. */
export const routes: readonly Route[] = [
  ...ofOneTenant,
  ...(['openapi', 'swagger'] as const).map(
    (name): Route => ({
      method: 'get',
      path: `/${name}.json`,
      operationId: name === 'openapi' ? 'GetOpenApi' : 'GetSwagger',
      summary: name === 'openapi' ? 'Get the OpenAPI 3.1 document' : 'Get the OpenAPI 2.0 document',
      description: 'This interface, with the address under which it was asked for.',
      parameters: [...parameters.ifNoneMatch],
      replies: { 200: jsonReply('The document.', document, ['etag']), ...tagged, ...always },
      forWorkflows: false,
    }),
  ),
  ...routesOfSeveral,
];
