import { expect, test } from 'vitest';
import type { PollCell } from '../poll/measure-poll.ts';
import { costReport } from './cost-report.ts';
import { prices } from './prices.ts';

const figures = {
  wallMs: 2000,
  cpuMs: 0,
  peakRssMiB: 0,
  bytes: 0,
  graphRequests: 20,
  tableTransactions: 7,
};
const cell: PollCell = {
  jobs: 1000,
  delayMs: 50,
  change: '20 %',
  changed: 200,
  connector: figures,
  floor: figures,
  loop: undefined,
  loopOfEight: undefined,
};

test('the normal case of each size is told at three intervals, with what is used and what it costs', () => {
  const report = costReport([{ ...cell, change: 'all' }, { ...cell, delayMs: 200 }, cell]);
  expect(report).toContain('| used in a month | 1000 jobs, 1 min | 1000 jobs, 5 min | 1000 jobs, 15 min |\n');
  expect(report).toContain('| GB-s | 43800 | 8760 | 2920 |\n');
  expect(report).toContain('| Service Bus | 9.81 | 9.81 | 9.81 |\n');
  expect(report).toMatch(/\| in all \| [\d.]+ \| 20\.85 \| [\d.]+ \|\n/);
});

test('prices are a parameter', () => {
  const namespaces = { ...prices.meters.namespaces, dollars: 1 };
  const report = costReport([cell], { on: '2030-01-01', meters: { ...prices.meters, namespaces } });
  expect(report).toContain('| Service Bus | 1.00 | 1.00 | 1.00 |\n');
  expect(report).toContain('2030-01-01');
});
