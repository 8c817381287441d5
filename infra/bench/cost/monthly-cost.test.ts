import { describe, expect, test } from 'vitest';
import { deployment } from './deployment.ts';
import { monthlyCost, monthlyQuantities, price } from './monthly-cost.ts';
import { parts, prices } from './prices.ts';

const { meters } = prices;
const everyFive = { jobs: 1000, minutesBetweenPolls: 5 };
const poll = { wallMs: 2000, tableTransactions: 7 };

describe('a price', () => {
  test('is due for what is beyond the free amount', () => {
    const meter = { ...meters.busOperations, dollars: 0.8, per: 1e6, free: 13e6 };
    expect(price(13e6, meter)).toBe(0);
    expect(price(15e6, meter)).toBeCloseTo(1.6);
  });

  test('is never negative, and due for one each unless the meter says otherwise', () => {
    const meter = { ...meters.logGb, dollars: 2.3, free: 5 };
    expect(price(0.1, meter)).toBe(0);
    expect(price(7, meter)).toBeCloseTo(4.6);
  });
});

describe('a month of polls', () => {
  test.each([
    // 730 * 60 / 15 polls of 0.5 GB.
    { wallMs: 1, minutesBetweenPolls: 15, gbSeconds: 2920 * 1 * 0.5 },
    { wallMs: 1000, minutesBetweenPolls: 15, gbSeconds: 2920 * 1 * 0.5 },
    { wallMs: 1001, minutesBetweenPolls: 15, gbSeconds: 2920 * 1.1 * 0.5 },
    { wallMs: 12_345, minutesBetweenPolls: 1, gbSeconds: 43_800 * 12.4 * 0.5 },
  ])('of $wallMs ms every $minutesBetweenPolls minutes takes $gbSeconds GB-s', (given) => {
    const size = { jobs: 100, minutesBetweenPolls: given.minutesBetweenPolls };
    const use = { wallMs: given.wallMs, tableTransactions: 3 };
    expect(monthlyQuantities(use, size, deployment).readyRunGbSeconds).toBeCloseTo(given.gbSeconds);
  });

  test('of 100,000 jobs runs on the larger instance, which is larger all month', () => {
    const size = { jobs: 100_000, minutesBetweenPolls: 15 };
    const quantities = monthlyQuantities({ wallMs: 10_000, tableTransactions: 304 }, size, deployment);
    expect(quantities.readyRunGbSeconds).toBeCloseTo(2920 * 10 * 2);
    expect(quantities.readyGbSeconds).toBeCloseTo(2 * 730 * 3600);
  });

  test('uses what a calculation by hand says', () => {
    const quantities = monthlyQuantities(poll, everyFive, deployment);
    expect(quantities).toEqual({
      readyGbSeconds: 0.5 * 2_628_000,
      readyRunGbSeconds: 8760 * 2 * 0.5,
      readyExecutions: 8760,
      gbSeconds: 0,
      executions: 0,
      tableTransactions: 61_320,
      // 1,000 rows, and six months of 20 events.
      rowGib: (5_300_000 + 1_044_000) / 2 ** 30,
      blobWrites: 8760,
      leaseRenewals: 306_600,
      namespaces: 1,
      busOperations: 20,
      // Five records, and six of the seven transactions write: the other reads one page.
      logGb: expect.closeTo(0.09636, 9),
      // The log of the tables, for 59 days beyond what is included.
      keptLogGb: expect.closeTo((0.05256 * 59 * 24) / 730, 9),
      rulesEvery5Minutes: 3,
      rulesEvery15Minutes: 9,
      metricSeries: 1,
    });
  });

  test('of a hundred tenants uses what a calculation by hand says, each poll by a message', () => {
    const size = { jobs: 50_000, tenants: 100, minutesBetweenPolls: 5 };
    const quantities = monthlyQuantities({ wallMs: 300, tableTransactions: 4 }, size, deployment);
    expect(quantities).toMatchObject({
      // The timer has a second of its own on the instance that always runs.
      readyExecutions: 8760,
      readyRunGbSeconds: 8760 * 0.5,
      executions: 8760 * 100,
      // Four polls share each second.
      gbSeconds: 8760 * 25 * 0.5,
      // A read before each poll, and the note of each tick.
      tableTransactions: 8760 * (100 * 5 + 1),
      blobWrites: 8760,
      busOperations: 1_000 + 8760 * 100 * 3,
      logGb: expect.closeTo((8760 * 100 * (5 + 4 - 1)) / 1e6, 9),
      rulesEvery5Minutes: 4,
      metricSeries: 3,
    });
  });

  test('costs what a calculation by hand says', () => {
    const quantities = monthlyQuantities(poll, everyFive, deployment);
    const cost = Object.fromEntries(parts.map((part) => [part, monthlyCost(part, quantities, meters)]));
    // All month, 8,760 GB-s of runs, and as many executions.
    expect(cost.Functions).toBeCloseTo(5.256 + 0.14016 + 0.0035, 3);
    expect(cost.storage).toBeCloseTo(0.0022 + 0.0003 + 0.0438 + 0.1226, 3);
    expect(cost['Service Bus']).toBe(9.81);
    expect(cost.logs).toBeCloseTo(0.0102, 3);
    expect(cost.alerts).toBe(9);
    expect(cost['Logic Apps']).toBe(0);
  });

  test('has nothing free where an instance always runs', () => {
    const quantities = monthlyQuantities({ wallMs: 1, tableTransactions: 3 }, everyFive, deployment);
    const withoutReady = { ...quantities, readyGbSeconds: 0 };
    expect(monthlyCost('Functions', withoutReady, meters)).toBeGreaterThan(0);
  });
});
