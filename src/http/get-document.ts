import { readFile } from 'node:fs/promises';
import etag from 'etag';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { unlessKnown } from './conditional.ts';
import { type Answer, jsonAnswer, type Request } from './exchange.ts';
import { readQuery } from './request.ts';

/** Where the caller reaches the HTTP functions. */
export interface Address {
  /** Base of links to them, without `/api`; undefined: as the caller addressed the host. */
  readonly publicUrl: string | undefined;
}

/**
 * `GET openapi.json` and `GET swagger.json`: a published document with the address under which the caller can use it, so that
 * it imports as it is. The file is read when it is asked for: a cold start does not pay for it.
 *
 * @param file of the staged document
 */
export async function getDocument(request: Request, { publicUrl }: Address, file: string): Promise<Answer> {
  readQuery(request.url, []);
  const document = parseJson(await readFile(file, 'utf8'));
  if (!isJsonObject(document)) throw new Error(`${file} is not a JSON object.`);
  const body = placed(document, new URL(publicUrl ?? new URL(request.url).origin));
  const answer = jsonAnswer(200, body);
  return unlessKnown(request, answer, etag(answer.body ?? '', { weak: true }));
}

function placed(document: JsonObject, { protocol, host, pathname }: URL): JsonObject {
  const basePath = `${pathname.replace(/\/+$/, '')}/api`;
  return 'swagger' in document
    ? { ...document, host, basePath, schemes: [protocol.replace(':', '')] }
    : { ...document, servers: [{ url: `${protocol}//${host}${basePath}` }] };
}
