import { healthOf } from '../core/health.ts';
import type { Health } from '../core/health-report.ts';
import { lastRun, type StatusPorts, vantageAfter } from './status-ports.ts';

/** @throws StoreError when the table cannot be read: then nothing works */
export async function checkHealth(ports: StatusPorts): Promise<Health> {
  const [run, survey] = await Promise.all([lastRun(ports), ports.snapshots.survey(['unreadable'])]);
  const { jobs: unreadable, damaged, backlog } = survey;
  return healthOf({ run, unreadable, damaged, backlog }, vantageAfter(run, ports));
}
