import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../../../src/config/config.ts';
import {
  type DefinitionName,
  loadDefinition,
  onCallConsumers,
} from '../../azure/test/consumers/load-definition.ts';
import { assumptions, deployment } from './deployment.ts';

const file = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
const template = (name: string) => file(`infra/azure/${name}`);
const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

/** What a parameter is unless given, as it is written. */
async function defaultOf(name: string, parameter: string): Promise<string | undefined> {
  const [text, pattern] = [await template(name), new RegExp(`^param ${parameter} [^=]* = (.*)$`, 'm')];
  return pattern.exec(text)?.[1];
}

describe('what is assumed is what is deployed', () => {
  test('the alerts of one tenant, and those of several', async () => {
    const alerts = await template('modules/alerts.bicep');
    const [usual = '', several = ''] = alerts.split('\nvar tenantAlerts = ');
    expect(count(usual, /^ {4}every: 5$/gm)).toBe(deployment.rulesEvery5Minutes);
    expect(count(usual, /^ {4}every: 15$/gm)).toBe(deployment.rulesEvery15Minutes);
    expect(count(usual, /^ {4}every: /gm)).toBe(
      deployment.rulesEvery5Minutes + deployment.rulesEvery15Minutes,
    );
    expect(count(several, /^ {4}every: 5$/gm)).toBe(deployment.ofSeveral.rulesEvery5Minutes);
    expect(count(several, /^ {4}every: /gm)).toBe(deployment.ofSeveral.rulesEvery5Minutes);
    expect(count(alerts, /^resource .*metricAlerts.* = if \(!/gm)).toBe(deployment.metricSeries);
    expect(count(alerts, /^resource .*metricAlerts.* = if \(several/gm)).toBe(
      deployment.ofSeveral.metricSeries,
    );
  });

  test('the memory of an instance, and that one always runs for the timer', async () => {
    expect(Number(await defaultOf('main.bicep', 'instanceMemoryMB')) / 1024).toBe(deployment.instanceGib);
    const ready = (await defaultOf('main.bicep', 'alwaysReady')) ?? '';
    expect(ready).toBe("['function:poll']");
    expect(await template('modules/app.bicep')).toContain('{ name: name, instanceCount: 1 }');
    expect(count(ready, /'[^']+'/g)).toBe(deployment.readyInstances);
  });

  test('the tiers that have prices', async () => {
    const tiers = ['serviceBusSku', 'storageSku', 'dedicatedSku', 'networkAccess'] as const;
    expect(await Promise.all(tiers.map((tier) => defaultOf('main.bicep', tier)))).toEqual([
      "'Standard'",
      "'Standard_LRS'",
      "'B1'",
      "'public'",
    ]);
  });

  test('the endpoints of a private deployment', async () => {
    const network = await template('modules/private-network.bicep');
    const parts = /for part in \[([^\]]*)\]/.exec(network)?.[1] ?? '';
    const others = /^module .* 'private-endpoint.bicep' = if/gm;
    const ofSite = /^module .* 'modules\/private-endpoint.bicep' = if/gm;
    expect(
      count(parts, /'[^']+'/g) + count(network, others) + count(await template('group.bicep'), ofSite),
    ).toBe(deployment.privateEndpoints);
  });

  test('that no Logic App is there unless asked for', async () => {
    expect(await defaultOf('main.bicep', 'notice')).toBe('{ enabled: false }');
    expect(await defaultOf('main.bicep', 'onCall')).toBe('[]');
  });

  test('how often Logic Apps look, and the clock calls', async () => {
    expect(await defaultOf('modules/consumer.bicep', 'pollMinutes')).toBe(
      `${deployment.notice.minutesBetweenLooks}`,
    );
    expect(await defaultOf('modules/consumer-on-call.bicep', 'pollMinutes')).toBe(
      `${deployment.onCall.minutesBetweenLooks}`,
    );
    expect(await defaultOf('modules/clock.bicep', 'minutes')).toBe(`${deployment.clock.minutesBetweenCalls}`);
  });

  test('what Logic Apps do about an event, a day and a call', async () => {
    expect(await actionsAnEvent('notice')).toBe(deployment.notice.builtInActionsAnEvent);
    const ofReceivers = await Promise.all(onCallConsumers.map(actionsAnEvent));
    expect(Math.max(...ofReceivers)).toBe(deployment.onCall.builtInActionsAnEvent);
    const { actions } = await loadDefinition('digest');
    expect(builtIn(actions)).toBe(deployment.digest.builtInActionsADay);
    // Its trigger, and at most two requests.
    const clock = await template('modules/clock.bicep');
    expect(1 + count(clock, /^ {4}type: 'Http'$/gm)).toBe(deployment.clock.builtInActionsACall);
  });

  test('what an on-call consumer has beside its Logic App', async () => {
    const { Send } = (await loadDefinition('pagerduty')).actions;
    expect(count(JSON.stringify(Send), /parameters\('handledUrl'\)/g)).toBe(
      deployment.onCall.tableTransactionsAnEvent,
    );
    const consumer = await template('modules/consumer-on-call.bicep');
    expect(count(consumer, /^resource .*metricAlerts/gm)).toBe(1);
    expect(count(consumer, /^ {4}metric: '/gm)).toBe(deployment.onCall.metricSeries);
  });

  test('how long logs and history are kept', async () => {
    expect(await defaultOf('main.bicep', 'logRetentionDays')).toBe(`${deployment.keptLogDays}`);
    const { Values } = JSON.parse(await file('local.settings.sample.json'));
    const days = parseConfig(Values).retentionMs / (24 * 60 * 60_000);
    expect(days / 30).toBe(deployment.monthsOfHistory);
  });

  test('what is logged: every line, and of the tables what writes', async () => {
    const host = JSON.parse(await file('host.json'));
    expect(host.logging.applicationInsights.samplingSettings.isEnabled).toBe(false);
    expect(await template('modules/app.bicep')).toContain("OTEL_TRACES_SAMPLER_ARG: '1.0'");
    expect(assumptions(deployment).join(' ')).toContain('Nothing is sampled');
    const [, tableLog = ''] = (await template('modules/storage.bicep')).split('\nresource tableLog ');
    expect([...tableLog.matchAll(/category: '(\w+)'/g)].map(([, category]) => category)).toEqual([
      'StorageWrite',
      'StorageDelete',
    ]);
  });

  test('how many tenants an instance polls at once', async () => {
    const host = JSON.parse(await file('host.json'));
    expect(host.extensions.serviceBus.maxConcurrentCalls).toBe(deployment.tenantsAtOnce);
  });
});

const action = z.object({
  type: z.string(),
  get actions() {
    return actions.default({});
  },
  get else() {
    return branch.optional();
  },
  get cases() {
    return z.record(z.string(), branch).default({});
  },
});
const actions = z.record(z.string(), action);
const branch = z.object({ actions });

/** Most that an event which is shown or sent can take: of branches all of them. */
async function actionsAnEvent(name: DefinitionName): Promise<number> {
  const { Describe, Send } = (await loadDefinition(name)).actions;
  return builtIn({ Describe, Send });
}

/** How many actions these are, with those inside of them and without calls of connectors. */
function builtIn(of: unknown): number {
  return Object.values(actions.parse(of)).reduce((sum, { type, actions: inner, else: other, cases }) => {
    const own = type === 'ApiConnection' ? 0 : 1;
    const branches = [inner, other?.actions ?? {}, ...Object.values(cases).map((each) => each.actions)];
    return branches.reduce((all, each) => all + builtIn(each), sum + own);
  }, 0);
}
