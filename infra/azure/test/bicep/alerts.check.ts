import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { alerts } from '../queries/alert-day.ts';
import { deployedValues, filled, named, queryFilesOfSeveral } from '../queries/query-files.ts';
import { deployment, ofType, only } from './deployment.ts';
import { parameterSets } from './parameter-sets.ts';
import { predict } from './predict.ts';
import { templates } from './run-bicep.ts';

const rule = z.object({
  enabled: z.boolean(),
  overrideQueryTimeRange: z.nullish(z.string()),
  severity: z.number(),
  windowSize: z.string(),
  criteria: z.object({
    allOf: z.array(
      z.object({ query: z.string(), dimensions: z.optional(z.array(z.object({ name: z.string() }))) }),
    ),
  }),
});

const rulesOf = (resources: Awaited<ReturnType<typeof deployment>>) =>
  ofType(resources, 'Microsoft.Insights/scheduledQueryRules').map(({ name, location, properties }) => ({
    name,
    location,
    ...rule.parse(properties),
  }));

test('each log alert is deployed with everything filled into its query', async () => {
  const rules = rulesOf(await deployment('public'));
  for (const { name, criteria } of rules)
    for (const { query } of criteria.allOf) expect(query, name).not.toMatch(/\{\w+\}/);
  const bySuffix = (suffix: string) => rules.find(({ name }) => name.endsWith(suffix));
  expect(bySuffix('never-read')).toMatchObject({ severity: 2, windowSize: 'PT2H' });
  expect(bySuffix('never-read')?.criteria.allOf[0]?.query).toContain('ago(60m)');
  expect(bySuffix('lasting-failure')).toMatchObject({ severity: 2, windowSize: 'PT1H' });
  expect(bySuffix('lasting-failure')?.criteria.allOf[0]?.query).toContain("!in ('http401', 'http403',");
});

test('a first deployment has an hour until a poll is missed, and a later one is known to have polled within a day', async () => {
  const missing = rulesOf(await deployment('public')).find(({ name }) => name.endsWith('heartbeat-missing'));
  expect(missing?.criteria.allOf[0]?.query).toContain('now() < datetime(2026-03-10T01:00:00Z)');
  expect(missing?.overrideQueryTimeRange).toBe('P1D');
});

test('each alert has its row in the docs, and no row is of another', async () => {
  const made = await deployment('severalTenants');
  const prefix = only(made, 'Microsoft.Web/sites').name;
  const names = [...rulesOf(made), ...ofType(made, 'Microsoft.Insights/metricAlerts')].map(({ name }) =>
    name.slice(prefix.length + 1),
  );
  const page = await readFile(join(templates, '../../docs/operations.md'), 'utf8');
  const section = page.split('## What each alert means')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| ([a-z0-9-]+) \| (\d) \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(names.sort());
});

test('with several tenants each alert is deployed as it is tried here, and says of which tenant it is', async () => {
  const made = await deployment('severalTenants');
  const functionAppName = only(made, 'Microsoft.Web/sites').name;
  const names = {
    'aaaaaaaa-0000-4000-8000-000000000003': 'Home',
    '88888888-8888-4888-8888-888888888888': "Fabrikam's own",
  };
  const tried = (name: string, values: Readonly<Record<string, string>> = {}) => {
    const file = queryFilesOfSeveral.find((each) => each.name === `queries/${name}`);
    const firstPollBy = '2026-03-10T01:00:00Z';
    const all = { functionAppName, firstPollBy, named: named(names), ...values };
    return filled(file?.text ?? '', deployedValues(all, true));
  };
  const rules = rulesOf(made);
  const queryOf = (name: string) =>
    rules.find((each) => each.name === `${functionAppName}-${name}`)?.criteria.allOf[0]?.query;
  for (const [alert, { query, values }] of Object.entries(alerts))
    expect(queryOf(alert), alert).toBe(tried(query, values));
  for (const name of ['heartbeat-missing', 'tenant-missing']) expect(queryOf(name), name).toBe(tried(name));
  for (const { name, criteria } of rules) {
    const isOfEach = Object.keys(alerts).some((alert) => name === `${functionAppName}-${alert}`);
    const dimensions = criteria.allOf[0]?.dimensions?.map((each) => each.name) ?? [];
    expect([name, dimensions.includes('Tenant')]).toEqual([name, isOfEach]);
  }
});

test('a rule with as many names as it may hold has less than the 64 KB that a rule may have', async () => {
  const tenants = Array.from({ length: 200 }, (_, index) => ({
    id: `88888888-8888-4888-8888-${String(index).padStart(12, '0')}`,
    name: `A company with a name that is rather long ${index}`,
  }));
  const made = await predict({ ...parameterSets.severalTenants, tenants });
  const longest = Math.max(...rulesOf(made).map((rule) => JSON.stringify(rule).length));
  expect(longest).toBeGreaterThan(15_000);
  expect(longest).toBeLessThan(64_000);
});

test('alerts can be deployed switched off, all of them', async () => {
  const made = await predict({ alertsEnabled: false });
  const alerts = [...rulesOf(made), only(made, 'Microsoft.Insights/metricAlerts').properties];
  expect(alerts).toHaveLength(13);
  expect(alerts.filter((alert) => alert?.enabled !== false)).toEqual([]);
});

test('log alerts are where their workspace is, also where it is brought', async () => {
  for (const set of ['public', 'brought'] as const)
    for (const { name, location } of rulesOf(await deployment(set)))
      expect([name, location]).toEqual([name, '<monitoring.workspaceLocation>']);
});

test('dead letters of every subscription of the topic are watched, whoever made it', async () => {
  const { properties } = only(await deployment('public'), 'Microsoft.Insights/metricAlerts');
  expect(JSON.stringify(properties)).toContain('"values":["provisioning-quarantine"]');
});
