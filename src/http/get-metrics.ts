import Negotiator from 'negotiator';
import type { ViewContext } from '../views/context.ts';
import { type HttpRequest, readQuery } from './request.ts';
import { type HttpResponse, jsonHeaders } from './response.ts';

/** The metrics of a tenant, for Prometheus and what reads as it does. */
export async function getMetrics(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  readQuery(request.url, []);
  const { metricsText } = await import('./metrics-text.ts');
  const { contentType, text } = await metricsText(
    context,
    prefersOpenMetrics(request) ? 'openMetrics' : 'prometheus',
  );
  return {
    status: 200,
    headers: { ...jsonHeaders, 'content-type': contentType, vary: 'accept' },
    body: text,
  };
}

/** Prometheus names versions and how names are escaped, which do not matter here: both forms are plain. */
function prefersOpenMetrics({ headers }: HttpRequest): boolean {
  const accept = headers.get('accept');
  if (accept === null) return false;
  const known = ['application/openmetrics-text', 'text/plain', 'text/*', '*/*'];
  return (
    new Negotiator({ headers: { accept } }).mediaTypes().find((type) => known.includes(type)) === known[0]
  );
}
