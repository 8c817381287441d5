import { type JobKey, jobName } from '../core/state.ts';
import type { LoadedJobs, StoredJob } from './ports.ts';

/** The rows of a load by service principal and job. */
export interface JobIndex {
  of(servicePrincipalId: string): ReadonlyMap<string, StoredJob>;
  /** Jobs whose row this version cannot read: they are left alone. */
  isDamaged(key: JobKey): boolean;
}

const none: ReadonlyMap<string, StoredJob> = new Map();

export function indexJobs(loaded: Pick<LoadedJobs, 'jobs' | 'damaged'>): JobIndex {
  const byPrincipal = new Map<string, Map<string, StoredJob>>();
  for (const job of loaded.jobs) {
    const { servicePrincipalId, jobId } = job.state;
    const jobs = byPrincipal.get(servicePrincipalId);
    if (jobs) jobs.set(jobId, job);
    else byPrincipal.set(servicePrincipalId, new Map([[jobId, job]]));
  }
  const damaged = new Set(loaded.damaged.flatMap(({ key }) => (key ? [jobName(key)] : [])));
  return {
    of: (servicePrincipalId) => byPrincipal.get(servicePrincipalId) ?? none,
    isDamaged: (key) => damaged.size > 0 && damaged.has(jobName(key)),
  };
}
