import { jobPage } from '../page/job-page.ts';
import type { ViewContext } from '../views/context.ts';
import { showJob } from '../views/find-job.ts';
import { showJobHistory } from '../views/job-history.ts';
import { jsonOfError, type RespondToError } from './errors.ts';
import { formatParameter, pageOfError, pageResponse, wantsPage } from './pages.ts';
import { type HttpRequest, invalid, jobOf, readQuery, skipToken } from './request.ts';
import { type HttpResponse, snapshotResponse } from './response.ts';

/** The latest snapshot of a job as JSON, or, to a browser, its page. */
export async function getJob(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  return varying(wantsPage(request) ? await asPage(request, context) : await asJson(request, context));
}

/** Responds to an error in the form in which the job was asked for. */
export function respondToJobError(request: HttpRequest): RespondToError {
  const respond = wantsPage(request) ? pageOfError('../../status') : jsonOfError;
  return async (error, log) => varying(await respond(error, log));
}

/** The same address has two forms: caches have to keep them apart. */
function varying(response: HttpResponse): HttpResponse {
  return { ...response, headers: { ...response.headers, vary: 'accept' } };
}

async function asJson(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const query = readQuery(request.url, [formatParameter]);
  if (query[formatParameter] !== undefined && query[formatParameter] !== 'json')
    throw invalid(formatParameter, "is not 'json'");
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const job = await showJob(context, servicePrincipalId, jobIdOrKey);
  return snapshotResponse(request, job, context.clock.now(), job.changedAt);
}

async function asPage(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const query = readQuery(request.url, [skipToken]);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const history = await showJobHistory(context, servicePrincipalId, jobIdOrKey, query[skipToken]);
  return pageResponse(200, (nonce) => jobPage(history, nonce));
}
