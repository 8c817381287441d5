import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import { answer } from './answer.ts';
import type { FunctionInfo } from './function-info.ts';
import { hostVersion } from './functions-core.ts';
import { keyLevel } from './keys.ts';
import { readRequestBody } from './read-body.ts';
import type { HostSite } from './site.ts';

const invocation = z.object({ input: z.union([z.string(), z.number(), z.boolean()]).nullish() });

/**
 * The host's administration: `/admin/host/ping` for everybody, the rest for who has the master key. What the host has
 * beyond this (keys, files, drain mode) is answered 404.
 */
export async function administer(
  site: HostSite,
  path: readonly string[],
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const what = `${request.method} ${path.slice(1, 3).join('/').toLowerCase()}`;
  if (path.length === 3 && /^(GET|POST) host\/ping$/.test(what)) return answer(response, 200);
  if (keyLevel(request.headers, url.searchParams, site.keys) !== 'admin') return answer(response, 401);
  if (path.length === 3 && what === 'GET host/status') return answer(response, 200, hostStatus());
  if (path[1]?.toLowerCase() !== 'functions' || path.length > 3) return answer(response, 404);

  const list = site.functions.map((info) => describeFunction(site, info, url));
  const name = path[2]?.toLowerCase();
  const found = list.find((one) => one.name.toLowerCase() === name);
  if (request.method === 'POST' && name !== undefined) return runByHand(site, found?.name, request, response);
  if (request.method !== 'GET') return answer(response, 405);
  if (name === undefined) return answer(response, 200, list);
  return found === undefined ? answer(response, 404) : answer(response, 200, found);
}

async function runByHand(
  site: HostSite,
  name: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!request.headers['content-type']?.startsWith('application/json')) return answer(response, 415);
  const body = await readRequestBody(request, site.limits.requestBytes);
  const asked = invocation.safeParse(parseJson(String(body)));
  if (!asked.success) return answer(response, 400);
  if (name === undefined) return answer(response, 404);
  // The platform accepts a run of an HTTP function as well, and makes a request of its input.
  if (!site.runByHand(name, String(asked.data.input ?? '')))
    return answer(response, 501, `The local host runs no HTTP functions by hand, such as '${name}'.`);
  return answer(response, 202);
}

function hostStatus(): object {
  return {
    id: process.env.WEBSITE_SITE_NAME,
    state: 'Running',
    version: hostVersion,
    instanceId: process.env.WEBSITE_INSTANCE_ID,
    processUptime: Math.round(process.uptime() * 1000),
  };
}

function describeFunction({ routePrefix }: HostSite, info: FunctionInfo, { origin }: URL) {
  const { name, trigger } = info;
  const route =
    trigger.type === 'httpTrigger' ? [routePrefix, trigger.route].filter(Boolean).join('/') : undefined;
  return {
    name,
    href: `${origin}/admin/functions/${name}`,
    invoke_url_template: route === undefined ? null : `${origin}/${route}`,
    language: 'node',
    config: { name, language: 'node', bindings: [{ ...trigger, direction: 'in' }] },
    isDisabled: info.isDisabled === true,
    isDirect: false,
    isProxy: false,
  };
}
