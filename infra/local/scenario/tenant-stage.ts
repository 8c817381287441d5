import type { CloudTenant } from '../cloud-tenants.ts';
import type { Fault } from '../graph/faults.ts';
import {
  disable,
  failObjects,
  giveUp,
  lift,
  needRunning,
  pause,
  quarantine,
  retry,
  run,
  type SynchronizationJob,
  start,
} from '../graph/job.ts';
import type { Principal } from '../graph/tenant.ts';
import { findApplication } from './find-application.ts';
import type { QuarantineCause } from './quarantine-causes.ts';
import { type ApplicationDeed, type Role, type RoleDeed, roles, type TenantDeed } from './scenario.ts';
import type { Undos } from './undos.ts';

/** Where deeds on one tenant are done. */
export interface TenantStage {
  /** Returns the display name of the application that was meant. */
  performOnApplication(deed: ApplicationDeed): Promise<string>;
  performOnRole(deed: RoleDeed): Promise<void>;
  performOnTenant(deed: TenantDeed): Promise<void>;
}

/** How long an answer takes of a tenant that is slow. */
const slowMs = 1500;
const limitRetryAfterSeconds = 2;

export function createTenantStage(cloudTenant: CloudTenant, undos: Undos): TenantStage {
  const { tenant, tenantId, faults } = cloudTenant;
  const deleted = new Set<Principal>();
  const impose = (on: string, act: () => () => unknown) => undos.impose(`${tenantId} ${on}`, act);
  const takeBack = (on: string) => undos.takeBack(`${tenantId} ${on}`);

  const need = ({ application, verb }: ApplicationDeed): Principal => {
    const held = [...tenant.principals()].map(({ principal }) => principal);
    const gone = [...deleted].filter(({ id }) => !held.some((one) => one.id === id));
    // Among all: the name of one that is deleted must not be taken for a part of another one's.
    const found = findApplication(verb === 'restore' ? gone : [...held, ...gone], application);
    if (found && verb !== 'restore' && gone.includes(found))
      throw new Error(`'${found.displayName}' was deleted: 'restore ${found.displayName}' brings it back.`);
    if (found) return found;
    throw new Error(`No ${verb === 'restore' ? 'deleted ' : ''}application is called '${application}'.`);
  };
  const jobIds = (id: string) => [...(tenant.jobs(id) ?? [])].map((job) => job.id);
  const changeJobs = (id: string, verb: (job: SynchronizationJob) => SynchronizationJob) => {
    for (const jobId of jobIds(id)) tenant.changeJob(id, jobId, verb);
  };
  /** As one that Entra runs from now on. */
  const runJobs = (id: string, cycle: (job: SynchronizationJob) => SynchronizationJob) => {
    changeJobs(id, cycle);
    for (const jobId of jobIds(id)) tenant.unstallJob(id, jobId);
  };
  const stallJobs = (id: string) => {
    for (const jobId of jobIds(id)) {
      const job = tenant.job(id, jobId);
      if (job) needRunning(job);
      tenant.stallJob(id, jobId);
    }
  };

  async function performOn(deed: ApplicationDeed, application: Principal): Promise<void> {
    const at = new Date();
    const { id } = application;
    switch (deed.verb) {
      case 'fail':
        return changeJobs(id, (job) => quarantine(job, { ...deed, at }));
      case 'retry':
        return changeJobs(id, (job) => retry(blame(job, deed), at));
      case 'giveUp':
        return changeJobs(id, (job) => giveUp(job, deed.shows));
      case 'failObjects':
        return runJobs(id, (job) => failObjects(job, deed.count, at));
      case 'heal':
        return runJobs(id, (job) => lift(job, at));
      case 'run':
        return runJobs(id, (job) => run(job, at));
      case 'stall':
        return stallJobs(id);
      case 'pause':
        return changeJobs(id, pause);
      case 'disable':
        return changeJobs(id, disable);
      case 'start':
        return changeJobs(id, start);
      case 'delete':
        deleted.add(application);
        return tenant.removePrincipal(id);
      case 'restore':
        deleted.delete(application);
        return tenant.restorePrincipal(id);
      case 'throttle':
        return impose(id, () => faults.add(throttling(id, deed.retryAfterSeconds)));
      case 'serve':
        return takeBack(id);
      case 'poison':
        return impose(`poison ${id}`, () => faults.add(poisoning(id)));
      case 'cure':
        return takeBack(`poison ${id}`);
    }
  }

  const denied = new Set<Role>();
  const setRoles = () => cloudTenant.setRoles(roles.filter((role) => !denied.has(role)));

  return {
    async performOnApplication(deed) {
      const application = need(deed);
      try {
        await performOn(deed, application);
      } catch (error) {
        // What is wrong with a job names it by its id, which a person did not type.
        if (!(error instanceof Error)) throw error;
        throw new Error(error.message.replace(/^Job \S+/, application.displayName), { cause: error });
      }
      return application.displayName;
    },
    async performOnRole({ verb, role }) {
      if (verb === 'grant') return takeBack(role);
      await impose(role, () => {
        denied.add(role);
        setRoles();
        return () => {
          denied.delete(role);
          setRoles();
        };
      });
    },
    async performOnTenant({ verb }) {
      switch (verb) {
        case 'withdraw':
          return impose('consent', () => {
            cloudTenant.withdrawConsent();
            return () => cloudTenant.giveConsent();
          });
        case 'consent':
          return takeBack('consent');
        case 'limit':
          return impose('limit', () => faults.add(limiting));
        case 'unlimit':
          return takeBack('limit');
        case 'slow':
          return impose('slow', () => faults.add({ match: { path: /./ }, inner: false, delayMs: slowMs }));
        case 'hasten':
          return takeBack('slow');
      }
    },
  };
}

/** The job with another reason for its quarantine, where one is given and it is in one. */
function blame(job: SynchronizationJob, { reason, error }: Partial<QuarantineCause>): SynchronizationJob {
  const quarantine = job.status?.quarantine;
  if (!quarantine || reason === undefined) return job;
  const { error: _, ...others } = quarantine;
  return { ...job, status: { ...job.status, quarantine: { ...others, reason, ...(error && { error }) } } };
}

/** Requests for the jobs of one principal, alone or inside a batch. */
function throttling(principalId: string, retryAfterSeconds: number): Fault {
  return {
    match: { path: new RegExp(`/servicePrincipals/${principalId}/synchronization/`, 'i') },
    status: 429,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  };
}

/** Every request of a tenant, as where its quota is used up: a batch is answered, and what is inside is not. */
const limiting: Fault = {
  match: ({ path }) => !path.endsWith('/$batch'),
  status: 429,
  headers: { 'Retry-After': String(limitRetryAfterSeconds) },
};

/** As it was met in public: a page in the middle of a batch's JSON, which then is none. */
function poisoning(principalId: string): Fault {
  return {
    match: { path: new RegExp(`/servicePrincipals/${principalId}/synchronization/`, 'i') },
    status: 502,
    headers: { 'Content-Type': 'text/html' },
    body: '<!DOCTYPE html><html><body>Our services are not available right now.</body></html>',
    raw: true,
  };
}
