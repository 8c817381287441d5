import { readFile } from 'node:fs/promises';
import etag from 'etag';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import type { ViewContext } from '../views/context.ts';
import { type HttpRequest, readQuery } from './request.ts';
import { type HttpResponse, jsonResponse, unlessKnown } from './response.ts';

/** What a document depends on. */
interface Documented {
  readonly home: Pick<ViewContext, 'publicUrl'>;
  readonly tenantIds: readonly string[];
}

/**
 * A published document with the address under which the caller can use it, so that it imports as it is. The file is read when
 * it is asked for: a cold start does not pay for it. It says nothing of any tenant: every caller may read it.
 *
 * @param file of the staged document
 */
export async function getDocument(
  request: HttpRequest,
  { home: { publicUrl }, tenantIds }: Documented,
  file: string,
): Promise<HttpResponse> {
  readQuery(request.url, []);
  const document = parseJson(await readFile(file, 'utf8'));
  if (!isJsonObject(document)) throw new Error(`${file} is not a JSON object.`);
  const routes = tenantIds.length > 1 ? document : withoutTenants(document);
  const body = withAddress(routes, new URL(publicUrl ?? new URL(request.url).origin));
  const response = jsonResponse(200, body);
  return unlessKnown(request, response, etag(response.body ?? '', { weak: true }));
}

/** Without the routes that only an app with several tenants has. */
function withoutTenants(document: JsonObject): JsonObject {
  const paths = isJsonObject(document.paths) ? document.paths : {};
  const kept = Object.entries(paths).filter(([path]) => !/^\/tenants(\/|$)/.test(path));
  return { ...document, paths: Object.fromEntries(kept) };
}

function withAddress(document: JsonObject, { protocol, host, pathname }: URL): JsonObject {
  const basePath = `${pathname.replace(/\/+$/, '')}/api`;
  return 'swagger' in document
    ? { ...document, host, basePath, schemes: [protocol.replace(':', '')] }
    : { ...document, servers: [{ url: `${protocol}//${host}${basePath}` }] };
}
