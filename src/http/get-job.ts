import { jobPage } from '../page/job-page.ts';
import { showJob } from '../views/job.ts';
import { showJobHistory } from '../views/job-history.ts';
import type { StatusPorts } from '../views/look.ts';
import { snapshotAnswer } from './conditional.ts';
import { type AnswerError, errorAnswer } from './errors.ts';
import type { Answer, Request } from './exchange.ts';
import { errorPageAnswer, format, pageAnswer, wantsPage } from './page-answer.ts';
import { invalid, jobOf, readQuery, skipToken } from './request.ts';

/** What the two forms of a job are made of. */
export interface JobPorts extends StatusPorts {
  readonly config: StatusPorts['config'] & {
    readonly cloud: {
      /** Root of the Microsoft Entra admin center, without a slash at the end. */
      readonly portalRoot: string;
    };
  };
}

/** `GET jobs/{servicePrincipalId}/{jobId}`: the latest snapshot of a job as JSON, or, to a browser, its page. */
export async function getJob(request: Request, ports: JobPorts): Promise<Answer> {
  const answer = wantsPage(request) ? await asPage(request, ports) : await asJson(request, ports);
  return { ...answer, headers: { ...answer.headers, ...vary } };
}

/** Answers an error in the form in which the job was asked for. */
export function jobErrorAnswer(request: Request): AnswerError {
  if (wantsPage(request)) return errorPageAnswer('../../status', vary);
  return (error, log) => {
    const answer = errorAnswer(error, log);
    return { ...answer, headers: { ...answer.headers, ...vary } };
  };
}

const vary = { vary: 'accept' };

async function asJson(request: Request, ports: StatusPorts): Promise<Answer> {
  const query = readQuery(request.url, [format]);
  if (query[format] !== undefined && query[format] !== 'json') throw invalid(format, "is not 'json'");
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const job = await showJob(ports, servicePrincipalId, jobIdOrKey);
  return snapshotAnswer(request, job, { now: ports.clock.now(), changedAt: job.changedAt });
}

async function asPage(request: Request, ports: JobPorts): Promise<Answer> {
  const query = readQuery(request.url, [skipToken]);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const history = await showJobHistory(ports, servicePrincipalId, jobIdOrKey, query[skipToken]);
  return pageAnswer(200, (nonce) => jobPage(history, ports.config.cloud.portalRoot, nonce));
}
