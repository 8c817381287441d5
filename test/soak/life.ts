import {
  disable,
  failObjects,
  lift,
  pause,
  quarantine,
  retry,
  run,
  type SynchronizationJob,
  start,
} from '../../infra/local/graph/job.ts';
import { payload } from '../../infra/local/graph/payloads.ts';
import { populate } from '../../infra/local/graph/populate.ts';
import type { Tenant } from '../../infra/local/graph/tenant.ts';
import { invalidCredentials } from '../../infra/local/scenario/quarantine-causes.ts';
import type { Deed } from './plan/plan.ts';
import { jobIntervalMinutes } from './plan/settings.ts';

/** The tenant of a soak, and its jobs by their numbers in the plan. */
export interface Life {
  /** How many jobs run at first. */
  readonly jobs: number;
  /** Does to the job what the plan says, now. */
  perform(deed: Deed): void;
  /** The number of a job; undefined for one of which the plan knows nothing. */
  numberOf(servicePrincipalId: string, jobId: string): number | undefined;
}

interface Place {
  readonly servicePrincipalId: string;
  readonly jobId: string;
}

const jobsPerPrincipal = 2.5;
const minuteMs = 60_000;
const manyObjects = 400;

/** Fills the tenant with so many jobs, of which about half run; each at another minute of its interval. */
export function createLife(tenant: Tenant, jobs: number, begin: number): Life {
  populate(tenant, { principals: Math.ceil(jobs / jobsPerPrincipal), jobs, at: new Date(begin) });
  const places: Place[] = [];
  for (const { principal, job } of [...tenant.jobRecords()]) {
    if (job.status?.code !== 'Active') continue;
    const endedAt = begin - (places.length % jobIntervalMinutes) * minuteMs;
    tenant.setJob(principal.id, lift(job, new Date(endedAt)));
    places.push({ servicePrincipalId: principal.id, jobId: job.id });
  }
  const numbers = new Map(places.map((place, number) => [keyOf(place), number] as const));
  const add = (number: number, job: SynchronizationJob) => {
    const place = { servicePrincipalId: idOf('b', number), jobId: `scim.${number}` };
    tenant.addPrincipal({
      id: place.servicePrincipalId,
      appId: idOf('a', number),
      displayName: `New application ${number}`,
    });
    tenant.setJob(place.servicePrincipalId, { ...job, id: place.jobId });
    places[number] = place;
    numbers.set(keyOf(place), number);
  };

  return {
    jobs: places.length,
    numberOf: (servicePrincipalId, jobId) => numbers.get(keyOf({ servicePrincipalId, jobId })),
    perform({ job: number, verb }) {
      const at = new Date();
      if (verb === 'appear') return add(number, newJob(at));
      if (verb === 'appearBroken') return add(number, quarantine(newJob(at), { ...invalidCredentials, at }));
      const place = places[number];
      if (!place) throw new Error(`The plan does '${verb}' to job ${number}, which is not there.`);
      const { servicePrincipalId, jobId } = place;
      if (verb === 'remove') {
        // The last job of an application goes with it.
        const isLast = [...(tenant.jobs(servicePrincipalId) ?? [])].length === 1;
        return isLast
          ? tenant.removePrincipal(servicePrincipalId)
          : tenant.removeJob(servicePrincipalId, jobId);
      }
      if (verb === 'stall') return tenant.stallJob(servicePrincipalId, jobId);
      tenant.changeJob(servicePrincipalId, jobId, (job) => changes[verb](job, at));
      return verb === 'run' ? tenant.unstallJob(servicePrincipalId, jobId) : undefined;
    },
  };
}

const changes: Readonly<
  Record<
    Exclude<Deed['verb'], 'appear' | 'appearBroken' | 'remove' | 'stall'>,
    (job: SynchronizationJob, at: Date) => SynchronizationJob
  >
> = {
  fail: (job, at) => quarantine(job, { ...invalidCredentials, at }),
  retry,
  heal: lift,
  pause,
  disable,
  start,
  run,
  failObjects: (job, at) => failObjects(job, manyObjects, at),
  mendObjects: lift,
};

function newJob(at: Date): SynchronizationJob {
  const job = payload('cloud-sync-active');
  return lift({ ...job, schedule: { ...job.schedule, interval: `PT${jobIntervalMinutes}M` } }, at);
}

const keyOf = ({ servicePrincipalId, jobId }: Place) => `${servicePrincipalId.toLowerCase()}/${jobId}`;
const idOf = (kind: string, number: number) =>
  `00000000-0000-4000-${kind}000-${number.toString(16).padStart(12, '0')}`;
