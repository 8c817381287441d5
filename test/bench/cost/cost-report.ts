import type { PollCell } from '../poll/measure-poll.ts';
import { markdownTable } from '../report/markdown.ts';
import { monthlyCost } from './monthly-cost.ts';
import { type Prices, prices } from './prices.ts';

const intervals = [1, 5, 15];
/** Not measured here: what is assumed of a deployment beside its polls. */
const assumed = {
  gib: 0.5,
  bytesAJob: 6 * 1024,
  alertRules: 9,
  minutesBetweenLooks: 3,
  /** Of a poll: its heartbeat, and what the host itself writes about a run. */
  logBytes: 4 * 1024,
  /** A quarantine in a hundred jobs a month: its begin and its clear. */
  eventsAJob: 0.02,
};

/** What the measured polls cost a month; of each size the normal case at the middle latency. */
export function costReport(cells: readonly PollCell[], at: Prices = prices): string {
  const normal = cells.filter(({ change, delayMs }) => change === '20 %' && delayMs === 50);
  const rows = normal.flatMap(({ jobs, connector }) =>
    intervals.map((minutesBetweenPolls) => {
      const { wallMs, tableTransactions } = connector;
      const use = { seconds: wallMs / 1000, tableTransactions, logBytes: assumed.logBytes };
      const eventsMonth = jobs * assumed.eventsAJob;
      const cost = monthlyCost(use, { ...assumed, jobs, minutesBetweenPolls, eventsMonth }, at);
      return [jobs, minutesBetweenPolls, ...Object.values(cost).map((dollars) => dollars.toFixed(2))];
    }),
  );
  const head = [
    ...[
      'jobs',
      'minutes between polls',
      'Functions',
      'storage',
      'Service Bus',
      'logs',
      'alerts',
      'Logic App',
    ],
    'in all',
  ];
  return `US dollars a month (prices: ${at.of})\n\n${markdownTable(head, rows)}`;
}
