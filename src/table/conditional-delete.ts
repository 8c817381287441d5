import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { TransactionAction } from '@azure/data-tables';

/*
 * Deletes a row in a transaction only while it is of the version that was read.
 *
 * The client drops the ETag of such a delete (`submitTransaction` of @azure/data-tables 13.3) and would delete whatever is there. Here the
 * ETag is put into the request that the client made; no signature covers a body. This is for safety, not for speed.
 *
 * It leans on the text of that request. Where an update writes it in another way, nothing is deleted and an error thrown: the tests of
 * pruning in test/contract/state-store/azurite.test.ts fail first.
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
function withConditions<Body>(body: Body): Body | string {
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

export const conditionsPolicy: PipelinePolicy = {
  name: 'conditionsPolicy',
  sendRequest(request, next) {
    const body = withConditions(request.body);
    if (body !== undefined && body !== request.body) {
      request.body = body;
      // It was that of the body before; the HTTP client counts again.
      request.headers.delete('content-length');
    }
    return next(request);
  },
};
