import { hasRun, isRunning, lift, type SynchronizationJob } from './job.ts';
import { type PayloadName, payload } from './payloads.ts';
import type { Tenant } from './tenant.ts';

/** Healthy, never run, not configured, paused: what most jobs of a tenant are. None is in quarantine. */
const usual: readonly PayloadName[] = [
  'cloud-sync-active',
  'cross-tenant-not-run',
  'cloud-sync-active',
  'aws-created',
  'cloud-sync-active',
  'aws-not-configured',
];

/** One at which a job that has just run is on time for hours, also in a tenant that stands still. */
const interval = 'PT40M';

/**
 * Fills a tenant: `jobs` jobs spread evenly over `principals` principals, with the same ids every time. Those that run and have run before
 * did so last at `at`, now unless given.
 */
export function populate(
  tenant: Tenant,
  { principals, jobs, at = new Date() }: { principals: number; jobs: number; at?: Date },
): void {
  const bases = usual.map((name) => runLately(payload(name), at));
  for (let number = 0; number < principals; number++) {
    tenant.addPrincipal({
      id: `00000000-0000-4000-8000-${hex(number, 12)}`,
      appId: `00000000-0000-4000-9000-${hex(number, 12)}`,
      displayName: `Application ${number + 1}`,
    });
  }
  for (let number = 0; number < jobs; number++) {
    const base = bases[number % bases.length];
    if (!base) continue;
    tenant.setJob(`00000000-0000-4000-8000-${hex(number % principals, 12)}`, {
      ...base,
      id: `${base.templateId}.${hex(number, 32)}`,
    });
  }
}

/** The dates of published jobs are years old, and one of them counts objects that fail. */
function runLately(job: SynchronizationJob, at: Date): SynchronizationJob {
  if (!isRunning(job) || !hasRun(job)) return job;
  return lift({ ...job, schedule: { ...job.schedule, interval } }, at);
}

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
