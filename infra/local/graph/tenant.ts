import type { AppRoleAssignments } from './app-roles/app-role-assignments.ts';
import type { Stale } from './history.ts';
import type { SynchronizationJob } from './job.ts';
import type { NewPrincipal } from './principal.ts';
import type { TenantView } from './tenant-view.ts';

export { createTenant, type TenantOptions } from './create-tenant.ts';
export type { NewPrincipal, Principal } from './principal.ts';

/** What Entra holds. Change it at any time; the next answer shows it. Principal ids are compared without case. */
export interface Tenant extends TenantView, AppRoleAssignments {
  /** Adds a principal, or changes one and keeps its jobs. One that was removed begins anew, without jobs. */
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
