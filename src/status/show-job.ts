import { type JobDetail, jobDetail } from '../core/job-representation.ts';
import { jobNotFound } from './job-not-found-error.ts';
import { lookAt, type StatusPorts } from './status-ports.ts';

/** The latest snapshot of a job, named by its id or its key. @throws JobNotFoundError, StoreError, DamagedRowError */
export async function showJob(
  ports: StatusPorts,
  servicePrincipalId: string,
  jobIdOrKey: string,
): Promise<JobDetail> {
  const { vantage, found: snapshot } = await lookAt(ports, () =>
    ports.snapshots.job(servicePrincipalId, jobIdOrKey),
  );
  if (!snapshot) throw await jobNotFound(ports, servicePrincipalId, jobIdOrKey, vantage);
  return jobDetail(snapshot.state, snapshot.body, vantage);
}
