import type { Application } from '../core/application.ts';
import { SourceError } from '../core/errors.ts';
import { isJsonObject } from '../core/json.ts';
import type { AppRole } from './app-roles.ts';
import { failureCause } from './failure-cause.ts';
import { type GraphAccess, getAlone } from './get.ts';
import { graphErrorOf, isRead, type RequestOutcome } from './outcome.ts';
import { readCollection } from './paging.ts';

const role: AppRole = 'Application.Read.All';

/**
 * All service principals that the filter lets through, by id in lower case, disabled ones included.
 *
 * @param filter OData, empty for all
 * @throws SourceError when the list could not be read to its end: half a list would hide new applications
 * @throws the signal's reason when it aborts
 */
export async function readDirectory(
  access: GraphAccess,
  filter: string,
  signal: AbortSignal,
): Promise<Map<string, Application>> {
  const plain = isAdvancedQuery(filter) ? undefined : await firstPage(access, filter, false, signal);
  // Some properties can only be filtered by an advanced query, whatever the operator. Graph says so.
  const advanced = plain === undefined || (filter !== '' && isUnsupportedQuery(plain));
  const first = advanced ? await firstPage(access, filter, true, signal) : plain;
  if (isRead(first)) access.provenRoles.add(role);
  const { client, reader, provenRoles, includeErrorMessage } = access;
  const { members, cut } = await readCollection(first, {
    base: client.base,
    path: pathOf(filter, advanced),
    getPage: (url) => getAlone(access, url, signal, { headers: headersOf(advanced) }),
    causeOf: (outcome) =>
      failureCause(outcome, { role, reader, ids: [], hasRead: provenRoles.has(role), includeErrorMessage }),
  });
  if (cut) throw new SourceError(cut.cause, `${cut.detail}${filterHint(first, filter)}`);
  return new Map(members.map(applicationIn));
}

function firstPage(
  access: GraphAccess,
  filter: string,
  advanced: boolean,
  signal: AbortSignal,
): Promise<RequestOutcome> {
  return getAlone(access, pathOf(filter, advanced), signal, { headers: headersOf(advanced) });
}

function pathOf(filter: string, advanced: boolean): string {
  const query = [
    '$select=id,appId,displayName',
    '$top=999',
    ...(filter === '' ? [] : [`$filter=${encodeURIComponent(filter)}`]),
    ...(advanced ? ['$count=true'] : []),
  ];
  return `servicePrincipals?${query.join('&')}`;
}

function headersOf(advanced: boolean): Record<string, string> {
  return advanced ? { ConsistencyLevel: 'eventual' } : {};
}

function isUnsupportedQuery(outcome: RequestOutcome): boolean {
  return outcome.kind === 'response' && graphErrorOf(outcome.body)?.code === 'Request_UnsupportedQuery';
}

/** Graph refuses a filter that it cannot parse with 400: the operator wrote it and has to correct it. */
function filterHint(first: RequestOutcome, filter: string): string {
  return filter !== '' && first.kind === 'response' && first.status === 400 ? ' Check WATCH_FILTER.' : '';
}

/** What may stand in a URL and in a table's key as it is; Graph's object ids are GUIDs. */
const usableId = /^[\w-]{1,128}$/;

function applicationIn(member: unknown, index: number): [string, Application] {
  const { id, appId, displayName } = isJsonObject(member) ? member : {};
  if (typeof id !== 'string' || !usableId.test(id)) {
    throw new SourceError('malformed', `Service principal ${index + 1} of the list has no usable id.`);
  }
  return [
    id.toLowerCase(),
    {
      appId: typeof appId === 'string' ? appId : '',
      displayName: typeof displayName === 'string' ? displayName : '',
    },
  ];
}

/**
 * Whether an OData filter on directory objects is an "advanced query": then Graph wants `ConsistencyLevel: eventual`, with
 * every page, and `$count=true`.
 *
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function isAdvancedQuery(filter: string): boolean {
  const withoutTexts = filter.replace(/'(?:[^']|'')*'/g, "''");
  return /\b(ne|not|endswith)\b|\$(count|search)/i.test(withoutTexts);
}
