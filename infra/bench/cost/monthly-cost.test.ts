import { readFile } from 'node:fs/promises';
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
    expect(monthlyQuantities(use, size, deployment).gbSeconds).toBeCloseTo(given.gbSeconds);
  });

  test('of 100,000 jobs runs on the larger instance', () => {
    const size = { jobs: 100_000, minutesBetweenPolls: 15 };
    const use = { wallMs: 10_000, tableTransactions: 304 };
    expect(monthlyQuantities(use, size, deployment).gbSeconds).toBeCloseTo(2920 * 10 * 2);
  });

  test('uses what a calculation by hand says', () => {
    expect(monthlyQuantities(poll, everyFive, deployment)).toEqual({
      executions: 8760,
      gbSeconds: 8760 * 2 * 0.5,
      tableTransactions: 61_320,
      // 1,000 rows, and six months of 20 events.
      rowGib: (4_600_000 + 960_000) / 2 ** 30,
      blobWrites: 8760,
      leaseRenewals: 306_600,
      namespaces: 1,
      // 14,600 looks and five for each of the 20 events.
      busOperations: 14_700,
      // Five records, and six of the seven transactions write: the other reads one page.
      logGb: 0.09636,
      rulesEvery5Minutes: 3,
      rulesEvery15Minutes: 9,
      metricSeries: 1,
      connectorCalls: 14_640,
      builtInActions: 580,
    });
  });

  test('of a hundred tenants uses what a calculation by hand says, each poll by a message', () => {
    const size = { jobs: 50_000, tenants: 100, minutesBetweenPolls: 5 };
    const quantities = monthlyQuantities({ wallMs: 300, tableTransactions: 4 }, size, deployment);
    expect(quantities).toMatchObject({
      executions: 8760 * 101,
      // Four polls share each second, and the timer has one of its own.
      gbSeconds: 8760 * (25 + 1) * 0.5,
      // A read before each poll, and the note of each tick.
      tableTransactions: 8760 * (100 * 5 + 1),
      blobWrites: 8760,
      busOperations: 14_600 + 1_000 * 5 + 8760 * 100 * 3,
      logGb: (8760 * 100 * (5 + 4 - 1)) / 1e6,
    });
  });

  test('costs what a calculation by hand says', () => {
    const quantities = monthlyQuantities(poll, everyFive, deployment);
    const cost = Object.fromEntries(parts.map((part) => [part, monthlyCost(part, quantities, meters)]));
    expect(cost.Functions).toBe(0);
    expect(cost.storage).toBeCloseTo(0.0022 + 0.0002 + 0.0569 + 0.1533, 3);
    expect(cost['Service Bus']).toBe(9.81);
    expect(cost.logs).toBe(0);
    expect(cost.alerts).toBe(9);
    expect(cost['Logic App']).toBeCloseTo(1.83);
  });

  test('costs more than the free grant where polls are long and frequent', () => {
    const size = { jobs: 10_000, minutesBetweenPolls: 1 };
    const quantities = monthlyQuantities({ wallMs: 10_000, tableTransactions: 34 }, size, deployment);
    // 43,800 executions are free; of 219,000 GB-s all but 100,000 are paid for.
    expect(monthlyCost('Functions', quantities, meters)).toBeCloseTo(119_000 * 0.000026);
  });
});

describe('what is assumed is what is deployed', () => {
  const template = (name: string) => readFile(new URL(`../../azure/${name}`, import.meta.url), 'utf8');
  const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

  test('the alert rules', async () => {
    // Of one tenant: several have more, which stand behind these.
    const [alerts = ''] = (await template('modules/alerts.bicep')).split('\nvar tenantAlerts = ');
    expect(count(alerts, /^ {4}every: 5$/gm)).toBe(deployment.rulesEvery5Minutes);
    expect(count(alerts, /^ {4}every: 15$/gm)).toBe(deployment.rulesEvery15Minutes);
    expect(count(alerts, /^ {4}every: /gm)).toBe(
      deployment.rulesEvery5Minutes + deployment.rulesEvery15Minutes,
    );
    const whole = await template('modules/alerts.bicep');
    expect(count(whole, /^resource .*metricAlerts.* = if \(!/gm)).toBe(deployment.metricSeries);
  });

  test('the memory of an instance', async () => {
    const megabytes = /^param instanceMemoryMB .* = (\d+)$/m.exec(await template('main.bicep'))?.[1];
    expect(Number(megabytes) / 1024).toBe(deployment.instanceGib);
  });

  test('how often the Logic App looks', async () => {
    const minutes = /^param pollMinutes int = (\d+)$/m.exec(await template('modules/consumer.bicep'))?.[1];
    expect(Number(minutes)).toBe(deployment.minutesBetweenLooks);
  });

  test('what the Logic App does about an event', async () => {
    const { Send } = JSON.parse(await template('consumers/notice.json')).actions;
    const { Describe } = JSON.parse(await template('consumers/description.json')).actions;
    expect(builtIn({ Describe, Send })).toBe(deployment.builtInActionsAnEvent);
  });
});

interface Action {
  readonly actions?: Actions;
}
type Actions = Readonly<Record<string, Action>>;

function builtIn(actions: Actions): number {
  return Object.values(actions).reduce((sum, { actions = {} }) => sum + 1 + builtIn(actions), 0);
}
