import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { deployment, ofType } from './deployment.ts';

const rule = z.object({
  severity: z.number(),
  windowSize: z.string(),
  criteria: z.object({ allOf: z.array(z.object({ query: z.string() })) }),
});

test('each log alert is deployed with everything filled into its query', async () => {
  const made = ofType(await deployment('public'), 'Microsoft.Insights/scheduledQueryRules');
  const rules = made.map(({ name, properties }) => ({ name, ...rule.parse(properties) }));
  for (const { name, criteria } of rules)
    for (const { query } of criteria.allOf) expect(query, name).not.toMatch(/\{\w+\}/);
  const bySuffix = (suffix: string) => rules.find(({ name }) => name.endsWith(suffix));
  expect(bySuffix('never-read')).toMatchObject({ severity: 2, windowSize: 'PT2H' });
  expect(bySuffix('never-read')?.criteria.allOf[0]?.query).toContain('ago(60m)');
  expect(bySuffix('lasting-failure')).toMatchObject({ severity: 2, windowSize: 'PT1H' });
  expect(bySuffix('lasting-failure')?.criteria.allOf[0]?.query).toContain("!in ('http401', 'http403',");
});
