import { type AppRoleAssignments, createAppRoleAssignments } from './app-roles/app-role-assignments.ts';
import { createHistory, type Stale } from './history.ts';
import type { SynchronizationJob } from './job.ts';
import { type Motion, motionOf, runUntil } from './motion.ts';
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
  /** From now on Entra does not run the job, though it is `Active`. */
  stallJob(principalId: string, jobId: string): void;
  /** Entra runs it on its interval again. */
  unstallJob(principalId: string, jobId: string): void;
  /** A copy of the job. */
  job(principalId: string, jobId: string): SynchronizationJob | undefined;
  /** Every job that there is or was, but for those of a principal that began anew. */
  jobRecords(): Iterable<JobRecord>;
  /** The tenant as a replica that lags behind shows it. */
  earlier(stale: Stale): TenantView;
}

/** A job with what its body does not say. */
export interface JobRecord {
  readonly principal: Principal;
  /** As it is, or as it was at last. */
  readonly job: SynchronizationJob;
  readonly motion: Motion;
  readonly isHeld: boolean;
  /** How often it went, alone or with its principal. */
  readonly removals: number;
}

interface Kept extends Entry {
  removed?: { readonly principal: Principal; readonly at: Date };
  readonly removedJobs: Map<string, string>;
  readonly motions: Map<string, Motion>;
  readonly removals: Map<string, number>;
}

const restorableMs = 30 * 24 * 60 * 60_000;

export interface TenantOptions {
  /** The clock of removals, of executions and of `stale: { asOf }`; the machine's unless given. */
  readonly now?: () => Date;
  /**
   * Jobs run on their interval: one that is due has run when it is read. Unless this is given, each stays byte for byte as it was set, as
   * tests want it, and measurements of a poll to which nothing has changed.
   */
  readonly jobsRun?: boolean;
}

/** An empty tenant. */
export function createTenant({ now = () => new Date(), jobsRun = false }: TenantOptions = {}): Tenant {
  const entries = new Map<string, Kept>();
  const history = createHistory(now);
  /** An execution is no change that the history keeps, since it may come every second: a replica that lags behind shows it too. */
  const runDueJobs = ({ jobs, motions }: Kept) => {
    const time = now().getTime();
    for (const [jobId, motion] of motions) {
      const text = time < motion.dueAt ? undefined : jobs.get(jobId);
      if (text === undefined) continue;
      const ran = runUntil(JSON.parse(text), motion, time);
      jobs.set(jobId, JSON.stringify(ran.job));
      motions.set(jobId, ran.motion);
    }
  };
  const view = jobsRun ? viewOf(entries, { beforeRead: runDueJobs }) : viewOf(entries);
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
    entry.motions.clear();
    delete entry.removed;
    forgetAppRolesOf(key);
    return gone.map(([jobId, jobBefore]) => ({ principalId: key, jobId, jobBefore }));
  };
  const put = (key: string, entry: Kept, jobId: string, text: string | undefined) => {
    history.record({ principalId: key, jobId, jobBefore: entry.jobs.get(jobId) });
    entry.jobs.set(jobId, text);
  };
  const countRemoval = ({ removals }: Kept, jobId: string) =>
    removals.set(jobId, (removals.get(jobId) ?? 0) + 1);
  const needJob = (principalId: string, jobId: string): SynchronizationJob => {
    const job = tenant.job(principalId, jobId);
    if (!job) throw new Error(`Service principal ${principalId} has no job ${jobId}.`);
    return job;
  };
  const move = (principalId: string, job: SynchronizationJob, isStalled?: boolean) => {
    const { motions } = need(principalId);
    motions.set(job.id, motionOf(job, motions.get(job.id), now().getTime(), isStalled));
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
        motions: new Map(),
        removals: new Map(),
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
      for (const [jobId, text] of entry.jobs) if (text !== undefined) countRemoval(entry, jobId);
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
      entry.motions.delete(job.id);
      move(principalId, job);
    },
    changeJob(principalId, jobId, verb) {
      const job = verb(needJob(principalId, jobId));
      put(principalId.toLowerCase(), need(principalId), jobId, JSON.stringify(job));
      move(principalId, job);
    },
    removeJob(principalId, jobId) {
      const entry = need(principalId);
      const text = entry.jobs.get(jobId);
      if (text === undefined) return;
      entry.removedJobs.set(jobId, text);
      put(principalId.toLowerCase(), entry, jobId, undefined);
      countRemoval(entry, jobId);
    },
    restoreJob(principalId, jobId) {
      const entry = need(principalId);
      const text = entry.removedJobs.get(jobId);
      if (text === undefined) throw new Error(`No job ${jobId} of ${principalId} was removed.`);
      entry.removedJobs.delete(jobId);
      put(principalId.toLowerCase(), entry, jobId, text);
    },
    stallJob: (principalId, jobId) => move(principalId, needJob(principalId, jobId), true),
    unstallJob: (principalId, jobId) => move(principalId, needJob(principalId, jobId), false),
    job(principalId, jobId) {
      const entry = entries.get(principalId.toLowerCase());
      if (!entry?.principal) return undefined;
      if (jobsRun) runDueJobs(entry);
      const text = entry.jobs.get(jobId);
      return text === undefined ? undefined : JSON.parse(text);
    },
    *jobRecords() {
      for (const entry of entries.values()) {
        const principal = entry.principal ?? entry.removed?.principal;
        if (!principal) continue;
        if (jobsRun && entry.principal) runDueJobs(entry);
        for (const [jobId, motion] of entry.motions) {
          const held = entry.jobs.get(jobId);
          const text = held ?? entry.removedJobs.get(jobId);
          if (text === undefined) continue;
          const isHeld = entry.principal !== undefined && held !== undefined;
          yield {
            principal,
            job: JSON.parse(text),
            motion,
            isHeld,
            removals: entry.removals.get(jobId) ?? 0,
          };
        }
      }
    },
    earlier: (stale) => viewOf(entries, { earlier: history.earlier(stale) }),
  };
  return tenant;
}
