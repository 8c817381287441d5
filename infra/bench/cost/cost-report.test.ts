import { expect, test } from 'vitest';
import type { PollCell } from '../poll/measure-poll.ts';
import { costReport, tenantCostReport } from './cost-report.ts';
import { prices, sources } from './prices.ts';

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
  expect(report).toContain('| GB-s of runs where it is kept ready | 43800 | 8760 | 2920 |\n');
  expect(report).toContain('| Service Bus | 9.81 | 9.81 | 9.81 |\n');
  expect(report).toMatch(/\| in all \| [\d.]+ \| 24\.39 \| [\d.]+ \|\n/);
});

test('what no month uses has no line, and what can be asked for has one each', () => {
  const [tables = '', asked = ''] = costReport([cell]).split('What can be asked for');
  expect(tables).not.toMatch(/connector calls|on demand|private|Logic Apps/);
  expect(asked).toContain('| notices, looked for every 3 minutes | 1.83 | 1.86 |\n');
  expect(asked).toContain('| metrics, scraped every minute | 0.00 | 0.89 |\n');
});

test('nothing is said of what can be asked for where no poll of that size was measured', () => {
  expect(costReport([{ ...cell, jobs: 100 }])).not.toContain('What can be asked for');
});

test('each price has a source, and each source a price', () => {
  const used = Object.values(prices.meters).flatMap(({ from }) => [...from]);
  expect([...new Set(used)].sort()).toEqual(Object.keys(sources).sort());
  expect(Object.values(prices.meters).every(({ from }) => from.length > 0)).toBe(true);
  expect(costReport([cell])).toContain('| GB of logs | 2.3 | 1 | 5 | 1, 5 |\n');
  expect(costReport([cell])).toContain('\n1. Retail Prices API, East US, 2026-10-03, [as quoted](');
});

test('the messages of many tenants are paid for, and their polls run on demand', () => {
  const report = tenantCostReport({ wallMs: 600, tableTransactions: 6 }, 500);
  expect(report).toContain('| executions on demand | 87600 | 876000 | 8760000 |\n');
  expect(report).toContain('| bus operations | 263000 | 2630000 | 26300000 |\n');
});

test('prices are a parameter', () => {
  const namespaces = { ...prices.meters.namespaces, dollars: 1 };
  const report = costReport([cell], { on: '2030-01-01', meters: { ...prices.meters, namespaces } });
  expect(report).toContain('| Service Bus | 1.00 | 1.00 | 1.00 |\n');
  expect(report).toContain('2030-01-01');
});
