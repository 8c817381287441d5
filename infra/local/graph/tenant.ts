import type { SynchronizationJob } from './job.ts';

/** A service principal, as far as the simulator knows one. */
export interface Principal {
  /** Object id. */
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly tags: readonly string[];
  readonly accountEnabled: boolean;
}

export type NewPrincipal = Pick<Principal, 'id' | 'appId' | 'displayName'> & Partial<Principal>;

/** What Entra holds. Change it at any time; the next answer shows it. Principal ids are compared without case. */
export interface Tenant {
  /** Adds a principal, or changes one and keeps its jobs. It has the tag of the app gallery unless told otherwise. */
  addPrincipal(principal: NewPrincipal): void;
  /** Deletes a principal with its jobs: from now on both are 404. */
  removePrincipal(id: string): void;
  /** Brings a removed principal back, with its jobs. */
  restorePrincipal(id: string): void;
  principal(id: string): Principal | undefined;
  /** In the order added, with their place in that order, which a page token can name. */
  principals(): Iterable<{ readonly principal: Principal; readonly place: number }>;
  /** Adds or replaces a job. It is served key for key as given. */
  setJob(principalId: string, job: SynchronizationJob): void;
  /** Replaces a job by what `verb` makes of it. */
  changeJob(principalId: string, jobId: string, verb: (job: SynchronizationJob) => SynchronizationJob): void;
  removeJob(principalId: string, jobId: string): void;
  /** A copy of the job. */
  job(principalId: string, jobId: string): SynchronizationJob | undefined;
  /**
   * The jobs as JSON text by id, written once per change; undefined without the principal. `stale` gives each as it
   * was before its last change, as a replica that lags behind does.
   */
  jobTexts(principalId: string, stale: boolean): ReadonlyMap<string, string> | undefined;
}

interface Entry {
  principal: Principal;
  readonly place: number;
  readonly now: Map<string, string>;
  readonly before: Map<string, string>;
}

export function createTenant(): Tenant {
  const entries = new Map<string, Entry>();
  const removed = new Map<string, Entry>();
  let places = 0;

  const find = (id: string) => entries.get(id.toLowerCase());
  const need = (id: string) => {
    const entry = find(id);
    if (!entry) throw new Error(`The tenant has no service principal ${id}.`);
    return entry;
  };

  const tenant: Tenant = {
    addPrincipal(added) {
      const principal = {
        tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
        accountEnabled: true,
        ...added,
      };
      const entry = find(added.id);
      if (entry) entry.principal = principal;
      else {
        entries.set(added.id.toLowerCase(), {
          principal,
          place: places++,
          now: new Map(),
          before: new Map(),
        });
      }
    },
    removePrincipal(id) {
      removed.set(id.toLowerCase(), need(id));
      entries.delete(id.toLowerCase());
    },
    restorePrincipal(id) {
      const entry = removed.get(id.toLowerCase());
      if (entry) entries.set(id.toLowerCase(), entry);
    },
    principal: (id) => find(id)?.principal,
    principals: () => entries.values(),
    setJob(principalId, job) {
      const { now, before } = need(principalId);
      const text = JSON.stringify(job);
      before.set(job.id, now.get(job.id) ?? text);
      now.set(job.id, text);
    },
    changeJob(principalId, jobId, verb) {
      const job = tenant.job(principalId, jobId);
      if (!job) throw new Error(`Service principal ${principalId} has no job ${jobId}.`);
      tenant.setJob(principalId, verb(job));
    },
    removeJob(principalId, jobId) {
      const { now, before } = need(principalId);
      now.delete(jobId);
      before.delete(jobId);
    },
    job(principalId, jobId) {
      const text = find(principalId)?.now.get(jobId);
      return text === undefined ? undefined : JSON.parse(text);
    },
    jobTexts(principalId, stale) {
      const entry = find(principalId);
      return stale ? entry?.before : entry?.now;
    },
  };
  return tenant;
}
