import * as z from 'zod/mini';
import { readGuid } from '../core/job-key.ts';
import type { Watch, WatchEntry } from '../core/watch.ts';
import { clouds } from '../graph/clouds.ts';
import { identity, serviceBus, snapshotStorage } from './connections.ts';
import { choice, duration, guid, matching, optional, readUrl, required, type Wanted } from './setting.ts';

/**
 * `*`, with what is left out behind it, or service principals and jobs by id. What follows a service principal's slash is the job's id,
 * whatever it holds.
 */
export const watch: Wanted<Watch> = {
  read(text) {
    const [first = '', ...others] = [...new Set(text.split(',').map((name) => name.trim()))];
    if (first === '*') {
      const except = others.filter((name) => name !== '').map(readException);
      if (except.length === 0) return { kind: 'tenant' };
      return allOf(except, (usable) => ({ kind: 'tenant', except: usable }));
    }
    const names = [first, ...others].filter((name) => name !== '');
    return allOf(names.map(readEntry), (entries) => ({ kind: 'list', entries }));
  },
  wants:
    '* for the whole tenant (what is left out may follow, each with - in front), or to the object ids of service principals, with commas, each alone or with / and the id of a job',
  example: '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e,b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b/BoxOutDelta.0123abcd',
};

/** Undefined where there is none, or one cannot be read. */
function allOf(
  entries: readonly (WatchEntry | undefined)[],
  make: (usable: readonly WatchEntry[]) => Watch,
): Watch | undefined {
  const usable = entries.filter((entry) => entry !== undefined);
  return usable.length > 0 && usable.length === entries.length ? make(usable) : undefined;
}

function readException(name: string): WatchEntry | undefined {
  return name.startsWith('-') ? readEntry(name.slice(1).trim()) : undefined;
}

function readEntry(name: string): WatchEntry | undefined {
  const slash = name.indexOf('/');
  const servicePrincipalId = readGuid(slash < 0 ? name : name.slice(0, slash));
  const jobId = slash < 0 ? undefined : name.slice(slash + 1).trim();
  return servicePrincipalId === undefined || jobId === '' ? undefined : { servicePrincipalId, jobId };
}

export const cloudName = choice('Global', 'USGovL4', 'USGovL5', 'China');
export const defaultSchedule = '0 */5 * * * *';

/** Every setting with its default. */
export const settings = z.object({
  TENANT_ID: required('TENANT_ID', guid('the id of the tenant')),
  POLL_SCHEDULE: optional(
    'POLL_SCHEDULE',
    matching(
      /^(?:\S+(?:\s+\S+){5}|\d+(?::\d\d){2})$/,
      'an NCRONTAB expression of six fields, the first one seconds',
      defaultSchedule,
    ),
    defaultSchedule,
  ),
  WATCH: optional('WATCH', watch, { kind: 'tenant' }),
  WATCH_FILTER: optional(
    'WATCH_FILTER',
    { read: (text) => text, wants: 'an OData filter', example: 'accountEnabled eq true' },
    '',
  ),
  DISCOVERY_INTERVAL: optional('DISCOVERY_INTERVAL', duration('P7D', 'PT1H'), 60 * 60_000),
  CONFIRM_AFTER: optional('CONFIRM_AFTER', duration('P1D', 'PT2M'), 2 * 60_000),
  STALE_AFTER: optional('STALE_AFTER', duration('P7D', 'PT15M'), 15 * 60_000),
  RETENTION: optional('RETENTION', duration('P3650D', 'P180D'), 180 * 24 * 60 * 60_000),
  GRAPH_CLOUD: optional('GRAPH_CLOUD', cloudName, 'Global'),
  GRAPH_ENDPOINT: optional(
    'GRAPH_ENDPOINT',
    {
      read: (text) => (/\/(v1\.0|beta)\/*$/.test(text) ? undefined : readUrl(text, ['https:'])),
      wants: 'an https address without the version',
      example: clouds.Global.graphRoot,
    },
    undefined,
  ),
  GRAPH_VERSION: optional('GRAPH_VERSION', choice('v1.0', 'beta'), 'v1.0'),
  Graph__clientId: optional('Graph__clientId', identity, undefined),
  SNAPSHOT_TABLE: optional(
    'SNAPSHOT_TABLE',
    matching(
      /^(?!tables$)[a-z][a-z0-9]{2,62}$/i,
      '3 to 63 letters and digits, a letter first',
      'ProvisioningSnapshots',
    ),
    'ProvisioningSnapshots',
  ),
  EVENT_ENTITY: optional(
    'EVENT_ENTITY',
    matching(
      /^(?=.{1,260}$)[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?$/i,
      'the name of a topic or queue',
      'provisioning-quarantine',
    ),
    'provisioning-quarantine',
  ),
  INCLUDE_ERROR_MESSAGE: optional('INCLUDE_ERROR_MESSAGE', choice('true', 'false'), 'true'),
  EMIT_CHANGED: optional('EMIT_CHANGED', choice('true', 'false'), 'false'),
  REMIND_BEFORE_DISABLE: optional('REMIND_BEFORE_DISABLE', duration('P28D', 'P7D'), undefined),
  PUBLIC_URL: optional(
    'PUBLIC_URL',
    {
      read: (text) => readUrl(text, ['https:', 'http:']),
      wants: 'the address of the function app, without /api',
      example: 'https://contoso-provisioning.azurewebsites.net',
    },
    undefined,
  ),
  HTTP_AUTH: optional('HTTP_AUTH', choice('key', 'entra'), 'key'),
  SnapshotStorage: snapshotStorage,
  ServiceBus: serviceBus,
});
