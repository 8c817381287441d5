import type { PollCell } from '../poll/measure-poll.ts';
import { markdownTable, rounded } from './markdown.ts';

/** What grows with the number of jobs, as a figure of one poll. */
const figures = [
  ['Graph requests', ({ connector }: PollCell) => connector.graphRequests],
  ['table transactions', ({ connector }: PollCell) => connector.tableTransactions],
  ['CPU ms', ({ connector }: PollCell) => connector.cpuMs],
  ['wall ms', ({ connector }: PollCell) => connector.wallMs],
  ['peak MiB', ({ connector }: PollCell) => connector.peakRssMiB],
  ['KiB', ({ connector }: PollCell) => connector.bytes / 1024],
] as const;

/** The others are no everyday polls. */
const everyday: readonly PollCell['change'][] = ['nothing', '20 %'];
/** How far beyond the largest size the lines are drawn. */
const times = 10;

/**
 * How the figures of a poll grow with the jobs: a line through the two largest sizes, of each everyday change at each delay of the largest.
 * Nothing where only one size was measured.
 */
export function slopeReport(cells: readonly PollCell[]): string[] {
  const most = Math.max(...cells.map(({ jobs }) => jobs));
  const beyond = times * most;
  const pairs = cells
    .filter(({ jobs, change }) => jobs === most && everyday.includes(change))
    .flatMap((large) => {
      const small = cells
        .filter((cell) => cell.delayMs === large.delayMs && cell.change === large.change && cell.jobs < most)
        .reduce<PollCell | undefined>(
          (best, cell) => (cell.jobs > (best?.jobs ?? 0) ? cell : best),
          undefined,
        );
      return small ? [{ small, large }] : [];
    });
  const [first] = pairs;
  if (!first) return [];
  const rows = figures.flatMap(([what, of]) =>
    pairs.map(({ small, large }) => {
      const aJob = (of(large) - of(small)) / (large.jobs - small.jobs);
      const base = of(small) - aJob * small.jobs;
      return [
        what,
        large.delayMs,
        large.change,
        rounded(base),
        rounded(aJob * 1_000),
        rounded(base + aJob * beyond),
      ];
    }),
  );
  const { small, large } = first;
  return [
    '### The slopes',
    `Lines through what was measured at ${small.jobs} and ${large.jobs} jobs: what a poll takes whatever its size, and more for each 1,000 jobs. Of ${beyond} jobs nothing was measured.`,
    markdownTable(
      [
        'figure of a poll',
        'Graph ms',
        'changed',
        'base',
        'for each 1,000 jobs',
        `at ${beyond} jobs, by the line`,
      ],
      rows,
    ),
  ];
}
