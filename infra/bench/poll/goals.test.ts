import { expect, test } from 'vitest';
import type { Figures } from '../peers/peer.ts';
import { goalReport } from '../report/goals.ts';
import { pollGoals } from './goals.ts';
import type { PollCell } from './measure-poll.ts';

const figures: Figures = {
  graphRequests: 200,
  tableTransactions: 12,
  wallMs: 4000,
  cpuMs: 900,
  peakRssMiB: 200,
  bytes: 0,
};
const cell: PollCell = {
  jobs: 10_000,
  delayMs: 50,
  change: 'nothing',
  changed: 0,
  connector: figures,
  floor: figures,
  loop: 120_000,
  loopOfEight: 15_000,
};

test('a goal is met up to its limit, and missed by what rounding would hide', () => {
  expect(goalReport(pollGoals([cell]))).not.toContain('missed');
  const slower = { ...figures, cpuMs: 900.1, peakRssMiB: 200.1 };
  const missed = goalReport(pollGoals([{ ...cell, connector: slower }]))
    .split('\n')
    .filter((line) => line.includes('missed'));
  expect(missed).toEqual([
    '| CPU ms a job | 10000 jobs, 50 ms, nothing | 0.09 | 0.09 | missed |',
    '| peak MiB | 10000 jobs, 50 ms, nothing | 200 | 200 | missed |',
  ]);
});

test('what has changed may take a transaction for each 100 jobs and twelve more, up to 10,000 jobs', () => {
  const some: PollCell = { ...cell, change: '20 %', changed: 2000 };
  const transactions = (jobs: number, tableTransactions: number) =>
    pollGoals([{ ...some, jobs, connector: { ...figures, tableTransactions } }])
      .filter(({ what }) => what === 'table transactions')
      .map(({ measured, limit }) => measured <= limit);
  expect(transactions(10_000, 32)).toEqual([true]);
  expect(transactions(10_000, 33)).toEqual([false]);
  expect(transactions(100_000, 32)).toEqual([]);
});

test('a job of a tenant ten times as large may cost a fifth more, of the same delay and change', () => {
  const tenTimes = (more: number): Figures => ({ ...figures, wallMs: 40_000 * more, cpuMs: 9000 * more });
  const linear = (more: number, delayMs = 50) =>
    pollGoals([cell, { ...cell, jobs: 100_000, delayMs, connector: tenTimes(more) }])
      .filter(({ what }) => what.endsWith('of that at 10000 jobs'))
      .map(({ measured, limit }) => measured <= limit);
  expect(linear(1.19)).toEqual([true, true]);
  expect(linear(1.21)).toEqual([false, false]);
  expect(linear(1, 200)).toEqual([]);
});
