import type { ListTableEntitiesOptions, TableClient, TableEntityQueryOptions } from '@azure/data-tables';
import { type StoredRow, toStoredRow } from './stored-row.ts';

export interface Page {
  readonly rows: readonly StoredRow[];
  /** Where the next one begins; undefined after the last one. */
  readonly next: string | undefined;
}

/**
 * One page of rows, taken out of the answer before the client looks at it: its two walks over every column would take longer than
 * all else that is done with a row.
 *
 * @param settings a page of `continuationToken`, the `next` of another one, of at most `maxPageSize` rows
 */
export async function readPage(
  client: TableClient,
  queryOptions: TableEntityQueryOptions,
  settings: { readonly maxPageSize: number; readonly continuationToken?: string },
): Promise<Page> {
  let rows: unknown[] | undefined;
  let next: string | undefined;
  const options: ListTableEntitiesOptions = {
    queryOptions,
    requestOptions: { shouldDeserialize: ({ status }) => status !== 200 },
    onResponse({ headers, parsedBody }) {
      if (Array.isArray(parsedBody?.value)) rows = parsedBody.value.splice(0);
      const nextPartitionKey = headers.get('x-ms-continuation-nextpartitionkey');
      const nextRowKey = headers.get('x-ms-continuation-nextrowkey') || undefined;
      // In the form of the client's own tokens.
      if (nextPartitionKey) next = btoa(JSON.stringify({ nextPartitionKey, nextRowKey }));
    },
  };
  await client.listEntities<Record<string, unknown>>(options).byPage(settings).next();
  // A proxy's page with status 200 must not pass for a table without rows.
  if (!rows) throw new Error('The answer is no list of rows.');
  return { rows: rows.map(toStoredRow), next };
}
