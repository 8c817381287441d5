import type { TenantAnswer } from '../tenants/measure-answers.ts';
import type { TenantMemory } from '../tenants/measure-memory.ts';
import type { TenantPolls } from '../tenants/measure-tenants.ts';
import { markdownTable, rounded } from './markdown.ts';

/** Tenants that no bench has tried. */
const many = 1_000;
const secondsBetweenTicks = 300;

/** What so many tenants would take, each of as many jobs as those that were measured: proportional to them. */
export function thousandTenantsReport(
  polls: readonly TenantPolls[],
  memory: readonly TenantMemory[],
  answers: readonly TenantAnswer[],
): string[] {
  const loop = polls.find(({ workers }) => workers === 0);
  const worker = polls.find(({ workers }) => workers === 1);
  const polled = memory.find(({ what }) => what === 'polled');
  if (!loop || !worker || !polled)
    throw new Error('Polls by the loop and by one worker, and the memory after polls are needed.');
  const cpuSeconds = (worker.cpuMsPerTenant * many) / 1000;
  const rows: [string, number][] = [
    ['table requests of a tick', loop.tableRequestsPerTenant * many],
    ['CPU s of a tick, by one worker', cpuSeconds],
    ['cores, where a tick comes every five minutes', cpuSeconds / secondsBetweenTicks],
    ['seconds of a tick, by one worker', ((worker.wallMs / worker.tenants) * many) / 1000],
    [
      'MiB of a process that has polled all of them',
      polled.rssMib + (polled.rssKibATenant * (many - polled.tenants)) / 1024,
    ],
    ...answers
      // One that is named by a number is a page of so many, however many there are.
      .filter(({ what }) => !/^\d/.test(what))
      .map(({ what, ms, tenants }): [string, number] => [`seconds: ${what}`, ((ms / tenants) * many) / 1000]),
  ];
  return [
    `By these figures, of ${many} tenants of ${loop.jobs} jobs, which were not tried:`,
    markdownTable(
      ['figure', `${many} tenants`],
      rows.map(([what, value]) => [what, rounded(value)]),
    ),
  ];
}
