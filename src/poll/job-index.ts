import { type JobKey, jobName } from '../core/job-key.ts';
import type { LoadedJobs, StoredJob } from './ports.ts';

const none: ReadonlyMap<string, StoredJob> = new Map();

/** The rows of a load by service principal and job. */
export class JobIndex {
  readonly #byPrincipal = new Map<string, Map<string, StoredJob>>();
  readonly #damaged: ReadonlySet<string>;

  constructor({ jobs, damaged }: Pick<LoadedJobs, 'jobs' | 'damaged'>) {
    for (const job of jobs) {
      const { servicePrincipalId, jobId } = job.state;
      const ofPrincipal = this.#byPrincipal.get(servicePrincipalId);
      if (ofPrincipal) ofPrincipal.set(jobId, job);
      else this.#byPrincipal.set(servicePrincipalId, new Map([[jobId, job]]));
    }
    this.#damaged = new Set(damaged.flatMap(({ key }) => (key ? [jobName(key)] : [])));
  }

  /** By job ids. */
  of(servicePrincipalId: string): ReadonlyMap<string, StoredJob> {
    return this.#byPrincipal.get(servicePrincipalId) ?? none;
  }

  get({ servicePrincipalId, jobId }: JobKey): StoredJob | undefined {
    return this.of(servicePrincipalId).get(jobId);
  }

  /** Jobs whose row this version cannot read: they are left alone. */
  isDamaged(key: JobKey): boolean {
    return this.#damaged.size > 0 && this.#damaged.has(jobName(key));
  }
}
