import { expect, test } from 'vitest';
import type { PollCell } from '../poll/measure-poll.ts';
import { slopeReport } from './slopes.ts';

function cell(jobs: number, delayMs: number, cpuMs: number): PollCell {
  const figures = {
    wallMs: jobs,
    cpuMs,
    peakRssMiB: 80 + jobs / 1000,
    bytes: jobs * 2048,
    graphRequests: jobs / 50,
    tableTransactions: 2 + jobs / 1000,
  };
  const [change, changed, loop] = ['nothing', 0, undefined] as const;
  return { jobs, delayMs, change, changed, connector: figures, floor: figures, loop, loopOfEight: loop };
}

test('a line goes through the two largest sizes, at the delay of the largest one', () => {
  const cells = [cell(100, 50, 1), cell(1000, 50, 150), cell(1000, 200, 999), cell(10_000, 50, 1050)];
  const [, about, table = ''] = slopeReport(cells);
  expect(about).toContain('at 1000 and 10000 jobs');
  expect(table.split('\n').slice(2)).toEqual([
    '| Graph requests | 50 | nothing | 0 | 20 | 2000 |',
    '| table transactions | 50 | nothing | 2 | 1 | 102 |',
    '| CPU ms | 50 | nothing | 50 | 100 | 10100 |',
    '| wall ms | 50 | nothing | 0 | 1000 | 100000 |',
    '| peak MiB | 50 | nothing | 80 | 1 | 180 |',
    '| KiB | 50 | nothing | 0 | 2000 | 200000 |',
  ]);
});

test('one size makes no line', () => {
  expect(slopeReport([cell(1000, 50, 150), cell(1000, 200, 160)])).toEqual([]);
  expect(slopeReport([])).toEqual([]);
});
