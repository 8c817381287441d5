import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { metrics } from '../../src/views/metrics.ts';
import dashboard from './entra-provisioning.json' with { type: 'json' };

const gridPos = z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
const panel = z.looseObject({
  id: z.int(),
  title: z.string().min(1),
  description: z.string().min(1),
  gridPos,
  targets: z.array(
    z.looseObject({ refId: z.string(), expr: z.string(), legendFormat: z.optional(z.string()) }),
  ),
});
const { panels, templating } = z
  .looseObject({
    panels: z.array(panel),
    templating: z.object({ list: z.array(z.looseObject({ name: z.string(), query: z.unknown() })) }),
  })
  .parse(dashboard);
const queries = panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat = '' }) => ({ title, expr, legendFormat })),
);
const labelsOf = new Map(metrics.map(({ name, labels }) => [name, new Set(['tenant_id', ...labels])]));

const namesIn = (expr: string) => expr.match(/\bentra_provisioning_\w+/g) ?? [];

/** The labels by which a query selects or groups, and those that its legend shows. */
function labelsIn(expr: string, legend: string): string[] {
  const selected = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, matchers = '']) => [
    ...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g),
  ]);
  const grouped = [...expr.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)].flatMap(
    ([, names = '']) => [...names.matchAll(/(\w+)/g)],
  );
  return [...selected, ...grouped, ...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
}

test.each(queries)('$title: $expr asks for what there is', ({ expr, legendFormat }) => {
  const names = namesIn(expr);
  expect(names).not.toEqual([]);
  for (const name of names) {
    const known = labelsOf.get(name);
    expect(known, name).toBeDefined();
    for (const label of labelsIn(expr, legendFormat)) expect([name, ...(known ?? [])]).toContain(label);
  }
});

test('the tenants to choose from are those of a metric', () => {
  const query = JSON.stringify(templating.list.find(({ name }) => name === 'tenant')?.query);
  expect(namesIn(query)).toEqual(['entra_provisioning_polls_total']);
  expect(query).toContain('tenant_id');
});

test('every metric is shown, or one beside it that says the same', () => {
  const shown = new Set(queries.flatMap(({ expr }) => namesIn(expr)));
  const missing = metrics.map(({ name }) => name).filter((name) => !shown.has(name));
  // The end of the last poll, the counts of states, and the begin of what is open.
  expect(missing).toEqual([
    'entra_provisioning_last_poll_start_timestamp_seconds',
    'entra_provisioning_job_state',
    'entra_provisioning_job_condition_open',
  ]);
});

describe('the panels', () => {
  test('have ids of their own, and lie beside each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)} ${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos: place } of panels) expect(place.x + place.w).toBeLessThanOrEqual(24);
  });
});
