import type { JobDetail } from '../contract/answers/job.ts';
import { jobPage } from '../page/job-page.ts';
import type { ViewContext } from '../views/context.ts';
import { recallJob, showJob } from '../views/find-job.ts';
import { showJobHistory } from '../views/job-history.ts';
import type { RespondToError } from './errors.ts';
import {
  checkFormat,
  errorInEitherForm,
  formatParameter,
  inEitherForm,
  pageOfError,
  pageResponse,
  placeOf,
} from './pages.ts';
import { type HttpRequest, jobOf, readQuery, skipToken } from './request.ts';
import { type HttpResponse, snapshotResponse } from './response.ts';

/** The latest snapshot of a job as JSON, or, to a browser, its page. */
export function getJob(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  return inEitherForm(
    request,
    () => asJson(request, context),
    () => asPage(request, context),
  );
}

export function respondToJobError(request: HttpRequest): RespondToError {
  return errorInEitherForm(request, pageOfError(request, '../../'));
}

async function asJson(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  checkFormat(readQuery(request.url, [formatParameter])[formatParameter]);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const respond = (job: JobDetail) => snapshotResponse(request, job, context.clock.now(), job.changedAt);
  if (request.headers.get('if-none-match') !== null) {
    const recalled = await recallJob(context, servicePrincipalId, jobIdOrKey);
    const known = recalled && respond(recalled);
    if (known?.status === 304) return known;
  }
  return respond(await showJob(context, servicePrincipalId, jobIdOrKey));
}

async function asPage(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const query = readQuery(request.url, [skipToken]);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const history = await showJobHistory(context, servicePrincipalId, jobIdOrKey, query[skipToken]);
  const place = placeOf(request, context, '../../');
  return pageResponse(200, (nonce) => jobPage(history, nonce, place));
}
