import { markdownTable, rounded } from '../report/markdown.ts';
import type { TenantAnswer } from './measure-answers.ts';
import type { TenantMemory } from './measure-memory.ts';
import type { TenantPolls } from './measure-tenants.ts';

export function tenantPollReport(polls: readonly TenantPolls[]): string {
  const rows = polls.map((each) => [
    each.tenants,
    each.jobs,
    each.delayMs,
    each.workers === 0 ? 'the loop' : `queue, ${each.workers}`,
    rounded(each.wallMs),
    rounded(each.wallOfLoop),
    rounded(each.cpuMsPerTenant),
    rounded(each.cpuOfLoop),
    rounded(each.tableRequestsPerTenant),
    each.taken.join(', '),
    each.workers === 0 ? '' : Math.round(each.waitedMs),
    each.workers === 0 ? '' : Math.round(each.longestWaitedMs),
  ]);
  const head = [
    'tenants',
    'jobs each',
    'Graph ms',
    'by',
    'wall ms',
    'of the loop',
    'CPU ms/tenant',
    'of the loop in CPU',
    'table requests/tenant',
    'tenants a worker',
    'waited ms p50',
    'longest',
  ];
  return markdownTable(head, rows);
}

export function tenantMemoryReport(memory: readonly TenantMemory[]): string {
  const rows = memory.map((each) => [
    each.tenants,
    each.jobs,
    each.what,
    rounded(each.kibATenant),
    rounded(each.rssKibATenant),
    rounded(each.heapMib),
    rounded(each.rssMib),
    each.sockets,
  ]);
  const head = [
    'tenants',
    'jobs each',
    'all of them',
    'KiB a tenant',
    'of RSS',
    'heap MiB',
    'RSS MiB',
    'connections',
  ];
  return markdownTable(head, rows);
}

export function tenantAnswerReport(answers: readonly TenantAnswer[]): string {
  const rows = answers.map((each) => [
    each.tenants,
    each.what,
    rounded(each.ms),
    rounded(each.bareMs),
    rounded(each.ofBare),
    each.tableRequests,
  ]);
  return markdownTable(['tenants', 'answer', 'ms', 'bare row ms', 'of a bare row', 'table requests'], rows);
}
