import type { Cloud } from '../cloud.ts';
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
import { loseTables } from './lose-tables.ts';
import type { QuarantineCause } from './quarantine-causes.ts';
import {
  type ApplicationDeed,
  type Deed,
  type Role,
  type RoleDeed,
  roles,
  type Service,
  type ServiceDeed,
} from './scenario.ts';

/** Where scenarios are played: the cloud, and what has been done to it that can be taken back. */
export interface Stage {
  /**
   * Returns the display name of the application that was meant; undefined for a deed on a service or a role.
   *
   * @throws Error in words for a person, when there is no such application or it cannot be done to it
   */
  perform(deed: Deed): Promise<string | undefined>;
  /** Takes back every throttling, poisoning, outage and denial. */
  calm(): Promise<void>;
}

type Parts = Pick<Cloud, 'tenant' | 'graph' | 'identity' | 'tables' | 'bus' | 'caFile'>;
type Undo = () => unknown;

export function createStage(cloud: Parts): Stage {
  const { tenant } = cloud;
  /** What is in force, by what it is done to, with the way to take it back. */
  const undos = new Map<string, Undo>();
  const deleted = new Set<Principal>();
  const impose = async (on: string, act: () => Undo | Promise<Undo>) => {
    if (!undos.has(on)) undos.set(on, await act());
  };
  const takeBack = async (on: string) => {
    const undo = undos.get(on);
    undos.delete(on);
    await undo?.();
  };

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
        return impose(id, () => cloud.graph.faults.add(throttling(id, deed.retryAfterSeconds)));
      case 'serve':
        return takeBack(id);
      case 'poison':
        return impose(`poison ${id}`, () => cloud.graph.faults.add(poisoning(id)));
      case 'cure':
        return takeBack(`poison ${id}`);
    }
  }

  async function performOnService(deed: ServiceDeed): Promise<void> {
    if (deed.verb === 'lose') await loseTables(cloud);
    else if (deed.verb === 'down') await impose(deed.service, () => takeDown(cloud, deed.service));
    else await takeBack(deed.service);
  }

  const denied = new Set<Role>();
  const setRoles = () => cloud.identity.setRoles(roles.filter((role) => !denied.has(role)));

  async function performOnRole({ verb, role }: RoleDeed): Promise<void> {
    if (verb === 'grant') return takeBack(role);
    await impose(role, () => {
      denied.add(role);
      setRoles();
      return () => {
        denied.delete(role);
        setRoles();
      };
    });
  }

  return {
    async perform(deed) {
      if ('service' in deed) return void (await performOnService(deed));
      if ('role' in deed) return void (await performOnRole(deed));
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
    async calm() {
      for (const on of [...undos.keys()]) await takeBack(on);
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

/** Gives the way to bring the service back. Graph answers 503, the others cannot be reached. */
async function takeDown({ graph, identity, tables, bus }: Parts, service: Service): Promise<Undo> {
  if (service === 'graph') return graph.faults.add({ match: { path: /./ }, inner: false, status: 503 });
  if (service === 'identity') {
    identity.fail('cut');
    return () => identity.heal();
  }
  if (service === 'tables') {
    await tables.stop();
    return () => tables.start();
  }
  await bus.pause();
  return () => bus.resume();
}
