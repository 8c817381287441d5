import type { PollCell } from '../poll/measure-poll.ts';
import { markdownTable, rounded } from '../report/markdown.ts';
import { additions, costOf } from './additions.ts';
import { assumptions, assumptionsOfSeveral, deployment } from './deployment.ts';
import {
  listPrice,
  meterNames,
  monthlyCost,
  monthlyQuantities,
  type PollUse,
  type Quantities,
} from './monthly-cost.ts';
import { type Meter, type Meters, type Prices, parts, prices, type SourceName, sources } from './prices.ts';

/** What is used and paid for where so many tenants are polled every five minutes, each of so many jobs. */
export function tenantCostReport(use: PollUse, jobsEach: number, at: Prices = prices): string {
  const minutesBetweenPolls = 5;
  const months = [10, 100, 1000].map((tenants) => {
    const size = { jobs: jobsEach * tenants, tenants, minutesBetweenPolls };
    return { head: `${tenants} tenants of ${jobsEach} jobs`, used: monthlyQuantities(use, size, deployment) };
  });
  return [
    '### What many tenants cost',
    ...monthTables(months, at),
    list(assumptionsOfSeveral(deployment)),
  ].join('\n\n');
}

const intervals = [1, 5, 15];
/** What is asked for is added to a deployment of this size. */
const usual = { jobs: 1_000, minutesBetweenPolls: 5 };

/** What the measured polls use and cost in a month, at which prices, and what is assumed; of each size the normal case. */
export function costReport(cells: readonly PollCell[], at: Prices = prices): string {
  const normal = cells.filter(({ change, delayMs }) => change === '20 %' && delayMs === 50);
  const months = normal.flatMap(({ jobs, connector }) =>
    intervals.map((minutesBetweenPolls) => ({
      head: `${jobs} jobs, ${minutesBetweenPolls} min`,
      used: monthlyQuantities(connector, { jobs, minutesBetweenPolls }, deployment),
    })),
  );
  const poll = normal.find(({ jobs }) => jobs === usual.jobs)?.connector;
  return [
    '### What it costs',
    'A deployment as the templates make it where nothing more is asked for.',
    ...monthTables(months, at),
    ...(poll
      ? [
          `What can be asked for, each alone, at ${usual.jobs} jobs every ${usual.minutesBetweenPolls} minutes:`,
        ]
      : []),
    ...(poll ? [additionTable(poll, at)] : []),
    `Prices as looked up on ${at.on} where others quote them, since Azure's pages are filled in by script. Check those that matter.`,
    ...priceTable(at.meters),
    'What is assumed and what is left out:',
    list(assumptions(deployment)),
  ].join('\n\n');
}

function additionTable(poll: PollUse, { meters }: Prices): string {
  const own = monthlyQuantities(poll, usual, deployment);
  const rows = additions(poll, usual, deployment).map((addition) => [
    addition.what,
    costOf(addition, own, meters).toFixed(2),
    costOf(addition, own, meters, listPrice).toFixed(2),
  ]);
  return markdownTable(
    ['asked for', 'US dollars a month more', 'where others have used up what is free'],
    rows,
  );
}

function priceTable(meters: Meters): string[] {
  const names = Object.keys(sources) as SourceName[];
  const numbered = (name: SourceName) => names.indexOf(name) + 1;
  const rows = meterNames(meters).map((name) => {
    const { what, dollars, per = 1, free = 0, from }: Meter = meters[name];
    return [what, dollars, per, free, from.map(numbered).join(', ')];
  });
  return [
    markdownTable(['price of', 'US dollars', 'for', 'free a month', 'sources'], rows),
    names.map((name) => `${numbered(name)}. ${sources[name]}`).join('\n'),
  ];
}

interface Month {
  readonly head: string;
  readonly used: Quantities;
}

/** Without what no month uses. */
function monthTables(months: readonly Month[], { meters }: Prices): string[] {
  const heads = months.map(({ head }) => head);
  const used = meterNames(meters).filter((name) => months.some(({ used }) => (used[name] ?? 0) > 0));
  const paid = parts.filter((part) => used.some((name) => meters[name].part === part));
  const usedRows = used.map((name) => [
    meters[name].what,
    ...months.map(({ used }) => rounded(used[name] ?? 0)),
  ]);
  const costs = paid.map((part) => months.map(({ used }) => monthlyCost(part, used, meters)));
  const paidRows = paid.map((part, row) => [
    part,
    ...(costs[row] ?? []).map((dollars) => dollars.toFixed(2)),
  ]);
  const sums = months.map((_, month) => costs.reduce((sum, cost) => sum + (cost[month] ?? 0), 0).toFixed(2));
  return [
    markdownTable(['used in a month', ...heads], usedRows),
    markdownTable(['US dollars a month', ...heads], [...paidRows, ['in all', ...sums]]),
  ];
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join('\n');
}
