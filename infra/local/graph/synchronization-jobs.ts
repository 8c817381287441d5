import { type GraphOutcome, isRefusal } from './answer.ts';
import { collection } from './collection.ts';
import { pageOf } from './page.ts';
import { mayReadJobs } from './permissions.ts';
import { refuseUnknownOption } from './query-options.ts';
import { refusals, refuse } from './refusals.ts';
import type { GraphRequest, GraphSite } from './site.ts';

/**
 * `GET /servicePrincipals/{id}/synchronization/jobs[/{jobId}]`. Without the app role Synchronization.Read.All the
 * synchronization service refuses in its own way: 401, and nothing that says why.
 */
export function synchronizationJobs(site: GraphSite, request: GraphRequest): GraphOutcome {
  if (request.method !== 'GET') return refusals.methodNotAllowed();
  if (!mayReadJobs(request.caller)) return refuse(401, 'UnknownError', '');
  const [, principalId = '', , , jobId] = request.segments;
  const unknown = refuseUnknownOption(request.query, jobId === undefined ? ['$skiptoken'] : []);
  if (unknown) return unknown;
  const jobs = request.view.jobs(principalId);
  if (!jobs) return refusals.notFound(principalId);
  const context = `${site.endpoint}/${request.version}/$metadata#servicePrincipals('${principalId}')/synchronization/jobs`;

  if (jobId !== undefined) {
    const job = Array.from(jobs).find(({ id }) => id === jobId);
    // The job's text is kept as it was written, so the context is put in front of its first key.
    return job === undefined
      ? refusals.notFound(jobId)
      : `{"@odata.context":${JSON.stringify(`${context}/$entity`)},${job.text.slice(1)}`;
  }

  const page = pageOf(site, request, jobs, site.jobPageSize);
  if (isRefusal(page)) return page;
  return collection(
    context,
    page.members.map(({ text }) => text),
    { ...page.link },
  );
}
