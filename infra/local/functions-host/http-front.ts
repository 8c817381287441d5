import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { administer } from './admin.ts';
import { answer } from './answer.ts';
import { admit } from './easy-auth/easy-auth.ts';
import type { HttpFunctionInfo } from './function-info.ts';
import { sendHttpData, toHttpData } from './http-data.ts';
import { keyLevel, reaches } from './keys.ts';
import { readRequestBody } from './read-body.ts';
import { decodePath, type HostRoute, splitPath } from './route.ts';
import type { HostSite } from './site.ts';

/** The host's HTTP side, with what the platform puts before it. Requests wait until the app is loaded. */
export function httpFront(site: Promise<HostSite>): RequestListener {
  return async (request, response) => {
    const ready = await site;
    try {
      if (isAdmitted(ready, request, response)) await serve(ready, request, response);
    } catch (error) {
      // What a function throws has been logged with its invocation.
      if (!(error instanceof FunctionFailed)) ready.log('error', `${request.method} failed: ${error}`);
      if (response.headersSent) response.destroy();
      else answer(response, 500);
    }
  };
}

function isAdmitted(
  { easyAuth, log }: HostSite,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (easyAuth === undefined) return true;
  const admission = admit(request.headers, easyAuth, Date.now());
  if (admission.kind === 'admitted') {
    request.headers = admission.headers;
    return true;
  }
  const { status, why, headers } = admission;
  log('warning', `Easy Auth answered ${status} to ${request.method}: ${why}.`);
  answer(response, status, 'You do not have permission to view this directory or page.', headers);
  return false;
}

async function serve(site: HostSite, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { limits, keys } = site;
  const address = `http://${request.headers.host ?? 'localhost'}${request.url}`;
  if (!URL.canParse(address)) return answer(response, 400);
  const url = new URL(address);
  const path = splitPath(decodePath(url.pathname));
  if (path[0]?.toLowerCase() === 'admin') return administer(site, path, url, request, response);

  const found = findRoute(site.routes, request.method, path);
  if (found === undefined) return url.pathname === '/' ? greet(response) : answer(response, 404);
  const { info, parameters } = found;
  const level = keyLevel(request.headers, url.searchParams, keys, info.name);
  if (!reaches(level, info.trigger.authLevel)) return answer(response, 401);
  if (info.isDisabled && level !== 'admin') return answer(response, 404);

  const body = await readRequestBody(request, limits.requestBytes);
  if (body === undefined) {
    site.log('error', `Request body too large. The max request body size is ${limits.requestBytes} bytes.`);
    return answer(response, 500, '', { connection: 'close' });
  }
  const input = { http: toHttpData(request, url, parameters, body) };
  const timeout = setTimeout(() => answer(response, 504), limits.responseMilliseconds);
  try {
    const reason = 'This function was programmatically called via the host APIs.';
    const result = await site.invoker.invoke(info.name, reason, input).catch((cause) => {
      throw new FunctionFailed('The function failed.', { cause });
    });
    if (!response.headersSent) sendHttpData(response, result);
  } finally {
    clearTimeout(timeout);
  }
}

class FunctionFailed extends Error {}

/** The landing page, which says to anybody that there is a function app. */
function greet(response: ServerResponse): void {
  const isDisabled = process.env.AzureWebJobsDisableHomepage?.toLowerCase() === 'true';
  if (isDisabled) answer(response, 204);
  else answer(response, 200, '<!DOCTYPE html><p>Your Functions 4.0 app is up and running');
}

function findRoute(
  routes: readonly HostRoute[],
  method: string | undefined,
  path: readonly string[],
): { info: HttpFunctionInfo; parameters: Record<string, string> } | undefined {
  for (const { info, match } of routes) {
    const parameters = info.trigger.methods.includes(method ?? '') ? match(path) : undefined;
    if (parameters !== undefined) return { info, parameters };
  }
  return undefined;
}
