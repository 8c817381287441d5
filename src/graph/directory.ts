import { SourceError } from '../core/errors.ts';
import { isJsonObject } from '../core/json.ts';
import type { Application } from '../core/state.ts';
import { explain } from './failure-cause.ts';
import { type Asking, askAlone } from './get.ts';
import { graphErrorOf } from './graph-error.ts';
import { isRead, type Outcome } from './outcome.ts';
import { readCollection } from './paging.ts';

const role = 'Application.Read.All';

/**
 * All service principals that the filter lets through, by id in lower case. Disabled ones count too.
 *
 * @param filter OData, empty for all
 * @throws SourceError when the list could not be read to its end: half a list would hide new applications
 * @throws the signal's reason when it aborts
 */
export async function readDirectory(
  asking: Asking,
  filter: string,
  signal: AbortSignal,
): Promise<Map<string, Application>> {
  const usual = isAdvancedQuery(filter) ? undefined : await firstPage(asking, filter, false, signal);
  // Some properties can only be filtered by an advanced query, whatever the operator. Graph says so.
  const advanced = usual === undefined || (filter !== '' && isUnsupportedQuery(usual));
  const first = advanced ? await firstPage(asking, filter, true, signal) : usual;
  if (isRead(first)) asking.reads.add(role);
  const { includeErrorMessage } = asking;
  const { members, cut } = await readCollection(first, {
    base: asking.client.base,
    path: pathOf(filter, advanced),
    next: (url) => askAlone(asking, url, signal, headersOf(advanced)),
    explain: (outcome) =>
      explain(outcome, { role, ids: [], hasRead: asking.reads.has(role), includeErrorMessage }),
  });
  if (cut) throw new SourceError(cut.cause, `${cut.detail}${hint(first, filter)}`);
  return new Map(members.map(readMember));
}

function firstPage(asking: Asking, filter: string, advanced: boolean, signal: AbortSignal): Promise<Outcome> {
  return askAlone(asking, pathOf(filter, advanced), signal, headersOf(advanced));
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

function isUnsupportedQuery(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && graphErrorOf(outcome.body)?.code === 'Request_UnsupportedQuery';
}

/** A filter that Graph does not take: the operator wrote it and has to correct it. */
function hint(first: Outcome, filter: string): string {
  return filter !== '' && first.kind === 'answer' && first.status === 400 ? ' Check WATCH_FILTER.' : '';
}

/** What may stand in a URL and in a table's key as it is; Graph's object ids are GUIDs. */
const usableId = /^[\w-]{1,128}$/;

function readMember(member: unknown, index: number): [string, Application] {
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
