import { readFileSync } from 'node:fs';
import type { SynchronizationJob } from './job.ts';

/** The published bodies in `payloads/`; its README says where each was published and what is odd about it. */
export const payloadNames = [
  'reference-example',
  'box-quarantine',
  'aws-quarantine',
  'aws-created',
  'aws-not-configured',
  'cross-tenant-not-run',
  'cloud-sync-active',
  'cloud-sync-created',
  'salesforce-status-empty',
] as const;

export type PayloadName = (typeof payloadNames)[number];

/** A fresh copy of a published job; `changes` replaces its top-level fields, so that one shape can serve many jobs. */
export function payload(name: PayloadName, changes: Partial<SynchronizationJob> = {}): SynchronizationJob {
  const job: SynchronizationJob = JSON.parse(
    readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8'),
  );
  return { ...job, ...changes };
}
