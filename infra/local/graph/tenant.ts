import { type AppRoleAssignments, createAppRoleAssignments } from './app-roles/app-role-assignments.ts';
import { createHistory, type Stale } from './history.ts';
import type { SynchronizationJob } from './job.ts';
import { completePrincipal, type NewPrincipal, type Principal } from './principal.ts';
import { type Entry, type TenantView, viewOf } from './tenant-view.ts';

export type { NewPrincipal, Principal } from './principal.ts';

/** What Entra holds. Change it at any time; the next answer shows it. Principal ids are compared without case. */
export interface Tenant extends TenantView, AppRoleAssignments {
  /** Adds a principal, or changes one and keeps its jobs. One that was removed starts again without jobs. */
  addPrincipal(principal: NewPrincipal): void;
  /** Deletes a principal: from now on it and its jobs are 404, until it is restored. */
  removePrincipal(id: string): void;
  /**
   * Brings a removed principal back under its id, with its jobs and app roles, as Entra does within 30 days.
   * @throws Error when it was not removed, or longer ago.
   */
  restorePrincipal(id: string): void;
  /** Adds or replaces a job. It is served key for key as given. */
  setJob(principalId: string, job: SynchronizationJob): void;
  /** Replaces a job by what `verb` makes of it. */
  changeJob(principalId: string, jobId: string, verb: (job: SynchronizationJob) => SynchronizationJob): void;
  removeJob(principalId: string, jobId: string): void;
  /** Brings a removed job back as it was. Graph has no such request: it stands for whatever makes a job appear again. */
  restoreJob(principalId: string, jobId: string): void;
  /** A copy of the job. */
  job(principalId: string, jobId: string): SynchronizationJob | undefined;
  /** The tenant as a replica that lags behind shows it. */
  earlier(stale: Stale): TenantView;
}

interface Kept extends Entry {
  removed?: { readonly principal: Principal; readonly at: Date };
  readonly removedJobs: Map<string, string>;
}

const restorableMs = 30 * 24 * 60 * 60_000;

export interface TenantOptions {
  /** The clock of removals and of `stale: { asOf }`; the machine's unless given. */
  readonly now?: () => Date;
}

/** An empty tenant. */
export function createTenant({ now = () => new Date() }: TenantOptions = {}): Tenant {
  const entries = new Map<string, Kept>();
  const history = createHistory(now);
  const view = viewOf(entries);
  const { forgetAppRolesOf, ...appRoles } = createAppRoleAssignments(view, now);

  const need = (id: string) => {
    const entry = entries.get(id.toLowerCase());
    if (!entry?.principal) throw new Error(`The tenant has no service principal ${id}.`);
    return entry;
  };
  /** Empties what is left of a removed principal; gives what its jobs were. */
  const startAgain = (key: string, entry: Kept) => {
    const gone = [...entry.jobs].filter(([, text]) => text !== undefined);
    for (const id of entry.jobs.keys()) entry.jobs.set(id, undefined);
    entry.removedJobs.clear();
    delete entry.removed;
    forgetAppRolesOf(key);
    return gone.map(([jobId, jobBefore]) => ({ principalId: key, jobId, jobBefore }));
  };
  const put = (key: string, entry: Kept, jobId: string, text: string | undefined) => {
    history.record({ principalId: key, jobId, jobBefore: entry.jobs.get(jobId) });
    entry.jobs.set(jobId, text);
  };
  const tenant: Tenant = {
    ...view,
    ...appRoles,
    addPrincipal(added) {
      const key = added.id.toLowerCase();
      const entry = entries.get(key) ?? {
        principal: undefined,
        place: entries.size,
        jobs: new Map(),
        removedJobs: new Map(),
      };
      entries.set(key, entry);
      const goneJobs = entry.principal ? [] : startAgain(key, entry);
      history.record({ principalId: key, before: entry.principal }, ...goneJobs);
      entry.principal = completePrincipal(added);
    },
    removePrincipal(id) {
      const entry = entries.get(id.toLowerCase());
      if (!entry?.principal) return;
      history.record({ principalId: id.toLowerCase(), before: entry.principal });
      entry.removed = { principal: entry.principal, at: now() };
      entry.principal = undefined;
    },
    restorePrincipal(id) {
      const entry = entries.get(id.toLowerCase());
      if (!entry?.removed) throw new Error(`No service principal ${id} was removed.`);
      if (now().getTime() - entry.removed.at.getTime() > restorableMs) {
        throw new Error(`Service principal ${id} was removed more than 30 days ago.`);
      }
      history.record({ principalId: id.toLowerCase(), before: undefined });
      entry.principal = entry.removed.principal;
      delete entry.removed;
    },
    setJob(principalId, job) {
      const entry = need(principalId);
      entry.removedJobs.delete(job.id);
      put(principalId.toLowerCase(), entry, job.id, JSON.stringify(job));
    },
    changeJob(principalId, jobId, verb) {
      const job = tenant.job(principalId, jobId);
      if (!job) throw new Error(`Service principal ${principalId} has no job ${jobId}.`);
      tenant.setJob(principalId, verb(job));
    },
    removeJob(principalId, jobId) {
      const entry = need(principalId);
      const text = entry.jobs.get(jobId);
      if (text === undefined) return;
      entry.removedJobs.set(jobId, text);
      put(principalId.toLowerCase(), entry, jobId, undefined);
    },
    restoreJob(principalId, jobId) {
      const entry = need(principalId);
      const text = entry.removedJobs.get(jobId);
      if (text === undefined) throw new Error(`No job ${jobId} of ${principalId} was removed.`);
      entry.removedJobs.delete(jobId);
      put(principalId.toLowerCase(), entry, jobId, text);
    },
    job(principalId, jobId) {
      const entry = entries.get(principalId.toLowerCase());
      const text = entry?.principal && entry.jobs.get(jobId);
      return text === undefined ? undefined : JSON.parse(text);
    },
    earlier: (stale) => viewOf(entries, history.earlier(stale)),
  };
  return tenant;
}
