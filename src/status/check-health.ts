import { healthOf } from '../core/health.ts';
import type { Health } from '../core/health-report.ts';
import { lastRun, type StatusPorts, vantageAfter } from './status-ports.ts';

/** @throws StoreError when the table cannot be read: then nothing works */
export async function checkHealth(ports: StatusPorts): Promise<Health> {
  const [run, unhealthy] = await Promise.all([lastRun(ports), ports.snapshots.unhealthy()]);
  return healthOf({ run, ...unhealthy }, vantageAfter(run, ports));
}
