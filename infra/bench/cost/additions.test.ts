import { expect, test } from 'vitest';
import { additions, costOf } from './additions.ts';
import { deployment } from './deployment.ts';
import { monthlyQuantities } from './monthly-cost.ts';
import { prices } from './prices.ts';

const size = { jobs: 1000, minutesBetweenPolls: 5 };
const poll = { wallMs: 400, tableTransactions: 5 };
const own = monthlyQuantities(poll, size, deployment);
const all = additions(poll, size, deployment);

function found(begin: string) {
  const addition = all.find(({ what }) => what.startsWith(begin));
  if (!addition) throw new Error(`Nothing that can be asked for begins with '${begin}'.`);
  return addition;
}

test.each([
  // 14,600 looks and two for each of 20 events; the actions are free.
  ['notices', 14_640 * 0.000125],
  // 43,800 looks; 20 events of 39 actions are free too, and the series are two of ten.
  ['each on-call receiver', 43_840 * 0.000125],
  ['the digest', 0],
  // 26,280 actions of which 4,000 are free, and as many table transactions as the timer's polls.
  ['a clock of your own', 22_280 * 0.000025 + 43_800 * 0.000000036],
  // 21,900 GB-s are free; three transactions each.
  ['metrics', 131_400 * 0.000000036],
  ['a reader of the feed', 43_800 * 0.000000036],
  ['a watchdog', 0],
  ['an instance that always runs for HTTP', 5.256],
  // A second of each poll is free then.
  ['no instance that always runs', -5.256 - 8760 * (0.5 * 0.000016 + 0.0000004)],
  ['a dedicated plan', 12.41 - 5.256 - 8760 * (0.5 * 0.000016 + 0.0000004)],
  ['private', 677.08 - 9.81 + 4 * (7.3 + 0.5)],
])('%s costs what a calculation by hand says', (begin, dollars) => {
  expect(costOf(found(begin), own, prices.meters)).toBeCloseTo(dollars, 3);
});

test('what is asked for is paid for once the free amounts are used up', () => {
  const busy = { ...own, gbSeconds: 100_000, executions: 250_000 };
  const dollars = 21_900 * 0.000026 + 43_800 * 0.0000004 + 131_400 * 0.000000036;
  expect(costOf(found('metrics'), busy, prices.meters)).toBeCloseTo(dollars, 5);
});
