import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metrics } from '../../../src/views/metrics.ts';

const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
const prefix = 'entra_provisioning_';
const ofTheJob = ['service_principal_id', 'job_id', 'application', 'kind'];

test('docs/metrics.md has a row for each metric, with its labels', () => {
  const section = page.split('## What they say\n')[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const shown = rows.map((row) => {
    const [, name = '', labels = ''] = row.split(' | ').join('|').split('|');
    const own = [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label);
    return [name.replaceAll('`', '').trim(), labels.includes('of the job') ? [...ofTheJob, ...own] : own];
  });
  expect(shown).toEqual(metrics.map(({ name, labels }) => [name.replace(prefix, ''), labels]));
});

test('the rules of docs/metrics.md ask for metrics that there are', () => {
  const known = metrics.map(({ name }) => name);
  const asked = page.match(/\bentra_provisioning_\w+/g)?.filter((name) => name !== prefix) ?? [];
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((name) => !known.includes(name))).toEqual([]);
});
