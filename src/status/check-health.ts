import { healthOf } from '../core/health.ts';
import type { Health, HealthFacts } from '../core/health-report.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Survey } from './ports.ts';
import { lastRun, type StatusPorts, vantageAfter } from './status-ports.ts';

/** What health rests on, but for the jobs that are unreadable. */
export function healthFacts(
  { startedAt, config }: StatusPorts,
  run: RunRecord | undefined,
  { unread, damaged, backlog }: Survey,
): Omit<HealthFacts, 'unreadable'> {
  const { discoveryInterval } = config;
  return { run, processStartedAt: startedAt, discoveryInterval, unread, damaged, backlog };
}

/** @throws StoreError when the table cannot be read: then nothing works */
export async function checkHealth(ports: StatusPorts): Promise<Health> {
  const [run, survey] = await Promise.all([lastRun(ports), ports.snapshots.survey(['unreadable'])]);
  return healthOf({ ...healthFacts(ports, run, survey), unreadable: survey.jobs }, vantageAfter(run, ports));
}
