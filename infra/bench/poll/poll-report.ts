import { markdownTable, rounded } from '../report/markdown.ts';
import type { PollCell } from './measure-poll.ts';

/** One line a cell: what the connector took, and how that compares. */
export function pollReport(cells: readonly PollCell[]): string {
  const head = [
    'jobs',
    'Graph ms',
    'changed',
    'wall ms',
    'of floor',
    'of loop',
    'of loop x8',
    'CPU ms/job',
    'peak MiB',
    'Graph requests',
    'table transactions',
    'KiB',
    'floor: CPU ms/job',
    'floor: table transactions',
    'floor: KiB',
  ];
  const rows = cells.map(({ jobs, delayMs, change, connector, floor, loop, loopOfEight }) => [
    jobs,
    delayMs,
    change,
    rounded(connector.wallMs),
    rounded(connector.wallMs / floor.wallMs),
    loop === undefined ? '' : share(connector.wallMs / loop),
    loopOfEight === undefined ? '' : share(connector.wallMs / loopOfEight),
    rounded(connector.cpuMs / jobs),
    rounded(connector.peakRssMiB),
    connector.graphRequests,
    connector.tableTransactions,
    rounded(connector.bytes / 1024),
    rounded(floor.cpuMs / jobs),
    floor.tableTransactions,
    rounded(floor.bytes / 1024),
  ]);
  return markdownTable(head, rows);
}

function share(ratio: number): string {
  return `1/${rounded(1 / ratio)}`;
}
