import * as z from 'zod';
import { conditionTypes, eventTypes, streams } from '../events/event-names.ts';
import { jobKinds } from '../events/job-kinds.ts';
import { servicePrincipalId, tenantId } from '../formats.ts';
import {
  jobStates,
  longestSearch,
  pageSizes,
  shownStates,
  sorts,
  timelineDays,
  usualStates,
} from './query-values.ts';
import type { Parameter } from './route.ts';

const job: readonly Parameter[] = [
  {
    name: 'servicePrincipalId',
    in: 'path',
    title: 'Service principal',
    description: 'Object id of the service principal in Microsoft Entra.',
    schema: servicePrincipalId,
    visibility: 'important',
    pickedFrom: {
      operationId: 'ListJobs',
      value: 'servicePrincipalId',
      title: 'displayName',
      dependsOn: [],
    },
  },
  {
    name: 'jobId',
    in: 'path',
    title: 'Job',
    description: 'The id of the synchronization job, or its `key` for ids that do not fit an address.',
    schema: z.string(),
    visibility: 'important',
    pickedFrom: {
      operationId: 'ListJobs',
      value: 'key',
      title: 'label',
      dependsOn: ['servicePrincipalId'],
    },
  },
];

const tenant: Parameter = {
  name: 'tenantId',
  in: 'path',
  title: 'Tenant',
  description: 'Id of the tenant in Microsoft Entra.',
  schema: tenantId,
  visibility: 'important',
  pickedFrom: { operationId: 'ListTenants', value: 'tenantId', title: 'label', dependsOn: [] },
};

const skipToken: Parameter = {
  name: '$skiptoken',
  in: 'query',
  title: 'Page',
  description: 'Where the page begins: this parameter of the `nextLink` of the page before.',
  schema: z.string(),
  visibility: 'advanced',
};

const page: readonly Parameter[] = [
  {
    name: 'maxpagesize',
    in: 'query',
    title: 'Page size',
    description: `How many a page holds at most; ${pageSizes.usual} unless given.`,
    schema: z.int().min(1).max(pageSizes.most),
    visibility: 'advanced',
  },
  skipToken,
];

const span: readonly Parameter[] = [
  {
    name: 'from',
    in: 'query',
    title: 'From',
    description: 'A date (UTC) or an RFC 3339 date-time: nothing before it.',
    schema: z.string().meta({ examples: ['2026-03-01', '2026-03-01T08:00:00Z'] }),
    visibility: 'advanced',
  },
  {
    name: 'to',
    in: 'query',
    title: 'To',
    description: 'A date (UTC) or an RFC 3339 date-time: nothing at or after it.',
    schema: z.string().meta({ examples: ['2026-04-01', '2026-04-01T08:00:00Z'] }),
    visibility: 'advanced',
  },
];

const listed: readonly Parameter[] = [
  {
    name: 'state',
    in: 'query',
    title: 'States',
    description: `The states of the jobs to list, in capital or small letters; \`${usualStates}\` unless given.`,
    schema: z.enum(jobStates),
    isList: true,
    visibility: 'important',
  },
  {
    name: 'condition',
    in: 'query',
    title: 'Conditions',
    description: 'Only jobs with at least one of these conditions open, or seen and not proven yet.',
    schema: z.enum(conditionTypes),
    isList: true,
    visibility: 'important',
  },
  {
    name: 'kind',
    in: 'query',
    title: 'Kinds',
    description: 'Only jobs of these kinds.',
    schema: z.enum(jobKinds),
    isList: true,
    visibility: 'important',
  },
  {
    name: 'servicePrincipalId',
    in: 'query',
    title: 'Service principal',
    description: 'Only jobs of this service principal, by its object id in Microsoft Entra.',
    schema: servicePrincipalId,
    visibility: 'advanced',
  },
];

const condition = {
  name: 'condition',
  in: 'query',
  title: 'Conditions',
  isList: true,
  visibility: 'advanced',
} as const;

const ofTransitions: readonly Parameter[] = [
  {
    ...condition,
    description: 'Only events about these conditions, or about the `job` itself.',
    schema: z.enum(streams),
  },
];

const ofEpisodes: readonly Parameter[] = [
  { ...condition, description: 'Only stays in these conditions.', schema: z.enum(conditionTypes) },
];

const ifNoneMatch: readonly Parameter[] = [
  {
    name: 'If-None-Match',
    in: 'header',
    title: 'Known tag',
    description: 'The `ETag` of an earlier answer: 304 where it still holds.',
    schema: z.string(),
    visibility: 'advanced',
  },
];

const format: Parameter = {
  name: '$format',
  in: 'query',
  title: 'Format',
  description: '`json`: as JSON, also where the caller would rather have a page.',
  schema: z.literal('json'),
  visibility: 'advanced',
  forPages: true,
};

const form: readonly Parameter[] = [
  format,
  {
    ...skipToken,
    description: 'On the page of a job: where the list of its episodes begins.',
    forPages: true,
  },
];

const ofTenants: readonly Parameter[] = [
  {
    name: 'q',
    in: 'query',
    title: 'Search',
    description: 'Only tenants with this in their name or their id.',
    schema: z.string().max(longestSearch),
    visibility: 'advanced',
  },
  format,
];

const after: Parameter = {
  name: 'after',
  in: 'query',
  title: 'After',
  description:
    'Only events with a higher number: the `after` of the answer before. The oldest that is kept comes first where it is left out, or 0.',
  schema: z.int().min(0),
  visibility: 'important',
};

const eventFilters: readonly Parameter[] = [
  {
    name: 'conditions',
    in: 'query',
    title: 'Conditions',
    description: 'Only events about these conditions, or about the `job` itself; all unless given.',
    schema: z.enum(streams),
    isList: true,
    visibility: 'important',
  },
  {
    name: 'types',
    in: 'query',
    title: 'Event Types',
    description: 'Only events of these types; all unless given.',
    schema: z.enum(eventTypes),
    isList: true,
    visibility: 'important',
  },
  {
    name: 'servicePrincipalId',
    in: 'query',
    title: 'Service Principal',
    description: 'Only events about jobs of this service principal; all unless given.',
    schema: servicePrincipalId,
    visibility: 'advanced',
    pickedFrom: {
      operationId: 'ListJobs',
      value: 'servicePrincipalId',
      title: 'displayName',
      dependsOn: [],
    },
  },
];

const [pageSize] = page;
const events: readonly Parameter[] = [after, ...eventFilters, ...(pageSize ? [pageSize] : [])];

/** As the runtime of workflows calls. */
const triggered: readonly Parameter[] = [
  ...eventFilters,
  {
    ...after,
    description:
      'Only events with a higher number: the `after` of the answer before. Where it is left out, only events that are recorded from now on.',
    visibility: 'internal',
  },
];

const event: readonly Parameter[] = [
  {
    name: 'number',
    in: 'path',
    title: 'Number',
    description: 'The number of the event in the feed.',
    schema: z.int().min(1),
    visibility: 'important',
  },
];

/** For the status page. An empty value stands for the usual one. */
const overview: readonly Parameter[] = (
  [
    [
      '$format',
      'Format',
      '`csv`: all the jobs that are asked for, as a table for a spreadsheet.',
      z.literal('csv'),
    ],
    ['state', 'State', 'The state of the jobs that are shown.', z.enum(['', ...shownStates])],
    ['q', 'Search', 'Part of a name, an id, a reason or an error code.', z.string().max(longestSearch)],
    ['sort', 'Order', 'What the jobs are ordered by.', z.enum(['', ...sorts])],
    ['days', 'Days', 'How many days the timeline has.', z.enum(['', ...timelineDays.map(String)])],
    ['page', 'Page', 'Which page of the jobs, from 1.', z.string()],
  ] as const
).map(([name, title, description, schema]) => ({
  name,
  in: 'query',
  title,
  description,
  schema,
  visibility: 'advanced',
}));

/** The parameters that routes share, in groups. */
export const parameters = {
  form,
  overview,
  tenant,
  ofTenants,
  job,
  page,
  span,
  listed,
  ofTransitions,
  ofEpisodes,
  events,
  triggered,
  event,
  ifNoneMatch,
} as const;
