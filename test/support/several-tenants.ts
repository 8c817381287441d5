import { compileRoutes, decodePath, splitPath } from '../../infra/local/functions-host/route.ts';
import type { App } from '../../src/app.ts';
import { httpFunctions } from '../../src/functions/http.ts';
import { serve } from '../../src/http/errors.ts';
import type { HttpResponse } from '../../src/http/response.ts';
import { methodsOf, respondToUnknownRoute } from '../../src/http/unknown-route.ts';
import type { Log } from '../../src/poll/ports.ts';
import type { TenantApp } from '../../src/tenant-app.ts';

/** An app of these tenants, the home tenant first. */
export function appOf(
  [home, ...others]: readonly [TenantApp, ...TenantApp[]],
  more: Partial<Pick<App, 'callers' | 'lastTick'>> = {},
): App {
  const byId = new Map([home, ...others].map((each) => [each.tenantId, each]));
  return {
    home,
    tenantIds: [...byId.keys()],
    tenant: (tenantId) => byId.get(tenantId),
    callers: undefined,
    work: undefined,
    lastTick: async () => undefined,
    ...more,
  };
}

/** A request as it comes over the wire. */
export interface WireRequest {
  readonly method?: string;
  /** Below `/api`, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const quiet: Log = { info() {}, error() {} };

/** What the app answers by the table of its routes, which are tried as the host tries them. */
export async function askApp(
  app: App,
  { method = 'GET', path, headers = {} }: WireRequest,
  log: Log = quiet,
): Promise<HttpResponse> {
  const functions = httpFunctions(app.tenantIds.length > 1);
  const infos = functions.map((each) => ({
    name: each.name,
    trigger: {
      type: 'httpTrigger',
      authLevel: 'function',
      methods: methodsOf(each),
      route: each.route,
    } as const,
  }));
  const url = new URL(`http://localhost:7071/api/${path}`);
  const segments = splitPath(decodePath(url.pathname));
  const request = { method, url: url.href, headers: new Headers(headers) };
  for (const { info, match } of compileRoutes(infos, 'api')) {
    const params = info.trigger.methods.some((one) => one === method) ? match(segments) : undefined;
    const found = params && functions.find(({ name }) => name === info.name);
    if (!params || !found) continue;
    const asked = { ...request, params };
    return serve(asked, log, async () => found.respond(asked, app, log), found.onError?.(asked));
  }
  const asked = { ...request, params: { path: segments.slice(1).join('/') } };
  return respondToUnknownRoute(asked, functions);
}
