import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { HttpFunctionInfo } from './function-info.ts';
import { sendHttpData, toHttpData } from './http-data.ts';
import type { Invoker, Log } from './invoker.ts';
import { isAuthorised, type Keys } from './keys.ts';
import type { Limits } from './messages.ts';
import { type Route, splitPath } from './route.ts';

export interface Site {
  readonly routes: readonly Route[];
  readonly keys: Keys;
  readonly limits: Limits;
  readonly invoker: Invoker;
  /** Begins a run of a function without waiting for its end; false when there is no such function. */
  readonly runByHand: (name: string) => boolean;
  readonly log: Log;
}

/** The host's HTTP side. Requests wait until the app is loaded. */
export function httpFront(site: Promise<Site>): RequestListener {
  return async (request, response) => {
    const ready = await site;
    try {
      await serve(ready, request, response);
    } catch (error) {
      // What a function throws has been logged with its invocation.
      if (!(error instanceof FunctionFailed)) ready.log('error', `${request.method} failed: ${error}`);
      if (response.headersSent) response.destroy();
      else answer(response, 500);
    }
  };
}

async function serve(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { limits, keys } = site;
  const address = `http://${request.headers.host ?? 'localhost'}${request.url}`;
  if (!URL.canParse(address)) return answer(response, 400);
  const url = new URL(address);
  const path = splitPath(decodePath(url.pathname));
  if (path[0]?.toLowerCase() === 'admin') return admin(site, path, url, request, response);

  const found = findRoute(site.routes, request.method, path);
  if (found === undefined) return answer(response, 404);
  const { info, parameters } = found;
  if (!isAuthorised(info.trigger.authLevel, request.headers, url.searchParams, keys))
    return answer(response, 401);

  const body = await readBody(request, limits.requestBytes);
  if (body === undefined) {
    site.log('error', `Request body too large. The max request body size is ${limits.requestBytes} bytes.`);
    response.setHeader('connection', 'close');
    return answer(response, 500);
  }
  const input = { http: toHttpData(request, url, parameters, body) };
  const late = setTimeout(() => answer(response, 504), limits.responseMilliseconds);
  try {
    const reason = 'This function was programmatically called via the host APIs.';
    const result = await site.invoker.invoke(info.name, reason, input).catch((cause) => {
      throw new FunctionFailed('The function failed.', { cause });
    });
    if (!response.headersSent) sendHttpData(response, result);
  } finally {
    clearTimeout(late);
  }
}

class FunctionFailed extends Error {}

function admin(
  site: Site,
  path: readonly string[],
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (!isAuthorised('admin', request.headers, url.searchParams, site.keys)) return answer(response, 401);
  const [, collection, name, ...rest] = path;
  if (collection?.toLowerCase() !== 'functions' || name === undefined || rest.length > 0) {
    return answer(response, 404);
  }
  if (request.method !== 'POST') return answer(response, 404);
  if (!request.headers['content-type']?.startsWith('application/json')) return answer(response, 415);
  return answer(response, site.runByHand(name) ? 202 : 404);
}

function findRoute(
  routes: readonly Route[],
  method: string | undefined,
  path: readonly string[],
): { info: HttpFunctionInfo; parameters: Record<string, string> } | undefined {
  for (const { info, match } of routes) {
    const parameters = info.trigger.methods.includes(method ?? '') ? match(path) : undefined;
    if (parameters !== undefined) return { info, parameters };
  }
  return undefined;
}

/** The platform decodes the whole path, `%2F` included, before it routes; what cannot be decoded stays. */
function decodePath(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** Undefined when it is longer than `limit` bytes. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, { 'content-length': 0 }).end();
}
