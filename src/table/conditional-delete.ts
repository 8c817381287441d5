import { AsyncLocalStorage } from 'node:async_hooks';
import type { TransactionAction } from '@azure/data-tables';

/*
 * The client deletes a row of a transaction whatever its version is (`TableClient.submitTransaction` of @azure/data-tables 13.3 hands no
 * ETag on). Here the ETag is put into the request that it made; no signature covers a body. The tests of prune and acknowledge on
 * Azurite fail when the client writes such a request in another way.
 */

/** ETags of the rows that the transaction at hand deletes, by row key. */
const etags = new AsyncLocalStorage<ReadonlyMap<string, string>>();

/** Submits a transaction whose deletes take effect only on rows of the `etag` that stands in their entity, where one does. */
export function withEtagsOfDeletes<T>(
  actions: readonly TransactionAction[],
  submit: () => Promise<T>,
): Promise<T> {
  const wanted = new Map<string, string>();
  for (const [kind, { rowKey, etag }] of actions) {
    if (kind === 'delete' && typeof etag === 'string') wanted.set(rowKey, etag);
  }
  return wanted.size === 0 ? submit() : etags.run(wanted, submit);
}

const deletion = /^(DELETE [^\r\n]*RowKey='([^']*)'\) HTTP\/1\.1\r?\n(?:[^\r\n]+\r?\n)*?If-Match: )\*/gm;

/** The body of a request as it has to be sent. */
export function withConditions<Body>(body: Body): Body | string {
  const wanted = etags.getStore();
  if (!wanted || typeof body !== 'string') return body;
  let found = 0;
  const conditional = body.replace(deletion, (whole: string, head: string, rowKey: string) => {
    const etag = wanted.get(decodeURIComponent(rowKey));
    if (etag === undefined) return whole;
    found++;
    return `${head}${etag}`;
  });
  // A delete without its condition must not go out.
  if (found !== wanted.size) throw new Error('The client makes transactions in another way than is known.');
  return conditional;
}
