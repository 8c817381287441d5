import { healthOf } from '../core/health.ts';
import type { Health } from '../core/health-report.ts';
import type { StatusPorts } from './status-ports.ts';

/** @throws StoreError when the table cannot be read: then nothing works */
export async function checkHealth({ snapshots, clock, config }: StatusPorts): Promise<Health> {
  const [run, unhealthy] = await Promise.all([snapshots.run(), snapshots.unhealthy()]);
  return healthOf(
    { run, ...unhealthy },
    { now: clock.now(), lastCompleteRun: run?.completeStartedAt, staleAfter: config.staleAfter },
  );
}
