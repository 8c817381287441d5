import type { PollCell } from '../poll/measure-poll.ts';
import { markdownTable, rounded } from '../report/markdown.ts';
import { assumptions, assumptionsOfSeveral, deployment } from './deployment.ts';
import { monthlyCost, monthlyQuantities, type PollUse, type Quantities } from './monthly-cost.ts';
import { type Meter, type MeterName, type Meters, type Prices, parts, prices } from './prices.ts';

/** What is used and paid for where so many tenants are polled every five minutes, each of so many jobs. */
export function tenantCostReport(use: PollUse, jobsEach: number, at: Prices = prices): string {
  const minutesBetweenPolls = 5;
  const months = [10, 100, 1000].map((tenants) => {
    const size = { jobs: jobsEach * tenants, tenants, minutesBetweenPolls };
    const quantities = monthlyQuantities(use, size, deployment);
    const cost = parts.map((part) => monthlyCost(part, quantities, at.meters));
    return { head: `${tenants} tenants of ${jobsEach} jobs`, quantities, cost };
  });
  return [
    ...monthTables(months, at),
    assumptionsOfSeveral(deployment)
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
  ].join('\n\n');
}

const intervals = [1, 5, 15];

/** What the measured polls use and cost in a month, at which prices, and what is assumed; of each size the normal case. */
export function costReport(cells: readonly PollCell[], at: Prices = prices): string {
  const normal = cells.filter(({ change, delayMs }) => change === '20 %' && delayMs === 50);
  const months = normal.flatMap(({ jobs, connector }) =>
    intervals.map((minutesBetweenPolls) => {
      const quantities = monthlyQuantities(connector, { jobs, minutesBetweenPolls }, deployment);
      const cost = parts.map((part) => monthlyCost(part, quantities, at.meters));
      return { head: `${jobs} jobs, ${minutesBetweenPolls} min`, quantities, cost };
    }),
  );
  const meters = Object.values(at.meters) satisfies Meter[];
  const list = meters.map(({ what, dollars, per = 1, free = 0, source }: Meter) => [
    what,
    dollars,
    per,
    free,
    source,
  ]);
  return [
    ...monthTables(months, at),
    `Prices as looked up on ${at.on} where others quote them, since Azure's pages are filled in by script. Check those that matter.`,
    markdownTable(['price of', 'US dollars', 'for', 'free a month', 'source'], list),
    'What is assumed and what is left out:',
    assumptions(deployment)
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
  ].join('\n\n');
}

interface Month {
  readonly head: string;
  readonly quantities: Quantities;
  readonly cost: readonly number[];
}

function monthTables(months: readonly Month[], at: Prices): string[] {
  const heads = months.map(({ head }) => head);
  const meters = Object.entries(at.meters) as [MeterName, Meters[MeterName]][];
  const used = meters.map(([name, { what }]) => [
    what,
    ...months.map(({ quantities }) => rounded(quantities[name])),
  ]);
  const rows = parts.map((part, row) => [part, ...months.map(({ cost }) => (cost[row] ?? 0).toFixed(2))]);
  const sums = months.map(({ cost }) => cost.reduce((sum, dollars) => sum + dollars).toFixed(2));
  return [
    markdownTable(['used in a month', ...heads], used),
    markdownTable(['US dollars a month', ...heads], [...rows, ['in all', ...sums]]),
  ];
}
