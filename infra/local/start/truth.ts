import type { SynchronizationJob } from '../graph/job.ts';
import type { Tenant } from '../graph/tenant.ts';

/** `unclear`: neither in quarantine nor running, such as paused; nothing can be concluded from it. */
export type TrueState = 'quarantined' | 'running' | 'unclear';

/** A job as Entra holds it. */
export interface TrueJob {
  readonly servicePrincipalId: string;
  readonly displayName: string;
  readonly jobId: string;
  readonly state: TrueState;
  /** The status code and, in quarantine, the reason. */
  readonly words: string;
}

export function* trueJobs(tenant: Tenant): Iterable<TrueJob> {
  for (const { principal } of tenant.principals()) {
    for (const { text } of tenant.jobs(principal.id) ?? []) {
      const job: SynchronizationJob = JSON.parse(text);
      yield {
        servicePrincipalId: principal.id,
        displayName: principal.displayName,
        jobId: job.id,
        state: stateOf(job),
        words: [job.status?.code, job.status?.quarantine?.reason].filter(Boolean).join(', ') || 'no status',
      };
    }
  }
}

function stateOf({ status, schedule }: SynchronizationJob): TrueState {
  if (status?.code === 'Quarantine') return 'quarantined';
  const runs = (status?.code === 'Active' || status?.code === 'NotRun') && schedule?.state === 'Active';
  return runs && !status.quarantine ? 'running' : 'unclear';
}
