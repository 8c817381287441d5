import { showJob } from '../status/show-job.ts';
import type { StatusPorts } from '../status/status-ports.ts';
import type { Answer, Request } from './exchange.ts';
import { jobOf } from './job-of.ts';
import { readQuery } from './query.ts';
import { snapshotAnswer } from './snapshot-answer.ts';

/** `GET jobs/{servicePrincipalId}/{jobId}`: the latest snapshot of a job. */
export async function getJob(request: Request, ports: StatusPorts): Promise<Answer> {
  readQuery(request.url, []);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const job = await showJob(ports, servicePrincipalId, jobIdOrKey);
  return snapshotAnswer(request, job, { now: ports.clock.now(), changedAt: job.changedAt });
}
