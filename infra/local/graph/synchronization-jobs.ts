import { type Outcome, refusals, refuse } from './answer.ts';
import { collection, nextLink, placeAfter } from './page.ts';
import type { GraphRequest, Site } from './site.ts';

/**
 * `GET /servicePrincipals/{id}/synchronization/jobs[/{jobId}]`. Without the app role Synchronization.Read.All the
 * synchronization service refuses in its own way: 401, and nothing that says why.
 */
export function synchronizationJobs(site: Site, request: GraphRequest): Outcome {
  if (!request.roles.has('Synchronization.Read.All')) return refuse(401, 'UnknownError', '');
  const [, principalId = '', , , jobId] = request.segments;
  const unknown = [...request.query.keys()].find((name) => name !== '$skiptoken');
  if (unknown) return refusals.badRequest(`Query option '${unknown}' is not supported here.`);
  const jobs = site.tenant.jobTexts(principalId, request.stale);
  if (!jobs) return refusals.notFound(principalId);
  const context = `${site.endpoint}/${request.version}/$metadata#servicePrincipals('${principalId}')/synchronization/jobs`;

  if (jobId !== undefined) {
    const text = jobs.get(jobId);
    // The job's text is kept as it was written, so the context is put in front of its first key.
    return text === undefined
      ? refusals.notFound(jobId)
      : `{"@odata.context":${JSON.stringify(`${context}/$entity`)},${text.slice(1)}`;
  }

  const after = placeAfter(request.query);
  if (typeof after !== 'number') return after;
  const begin = after + 1;
  const page = [...jobs.values()].slice(begin, begin + site.jobPageSize);
  const last = after + page.length;
  const link = last + 1 < jobs.size ? { '@odata.nextLink': nextLink(site, request, last) } : {};
  return collection(context, page, link);
}
