import { expect, test } from 'vitest';
import type { TenantSummary } from '../../../src/contract/answers/tenants.ts';
import { tenantsPage } from '../../../src/page/tenants-page.ts';
import { textOf } from './page-text.ts';

const now = '2026-03-10T12:00:00.000Z';

/** A tenant that is well, unless something else is said of it. */
function tenant(more: Partial<TenantSummary> = {}): TenantSummary {
  return {
    tenantId: 'b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b',
    name: 'Contoso',
    label: 'Contoso',
    isHome: false,
    health: { status: 'pass', message: null },
    jobs: 3,
    wrong: { quarantined: 0, halted: 0, overdue: 0, failing: 0 },
    unknown: 0,
    lastRun: { startedAt: '2026-03-10T11:58:00.000Z', outcome: 'complete' },
    missedTicks: 0,
    observedAt: '2026-03-10T11:58:00.000Z',
    stale: false,
    ...more,
  };
}

const bodyOf = (tenants: readonly TenantSummary[], q = '', all = tenants.length) =>
  tenantsPage({ now, q, tenants, all }, 'n0nce');
const iconIn = (body: string) => decodeURIComponent(/<link rel="icon" href="([^"]*)"/.exec(body)?.[1] ?? '');
/** What its row says. */
const rowOf = async (more: Partial<TenantSummary>) =>
  textOf({ body: await bodyOf([tenant(more)]) }).split('Jobs Checked ')[1];

test('a tenant that is well is one line: its name, nothing wrong, how many jobs, when checked', async () => {
  expect(await rowOf({})).toMatch(/Contoso.*b1d7d2f0.*nothing.*Works.*3.*jobs.*Checked.*2 minutes ago/s);
});

test('what is not known is not called nothing', async () => {
  expect(await rowOf({ stale: true })).toMatch(/not known.*stale, 2 minutes ago/s);
  const unread = { wrong: null, unknown: null, jobs: null, lastRun: null, observedAt: null, stale: true };
  expect(await rowOf(unread)).toMatch(/not known.*not known.*never/s);
});

test('a tenant with a job that may be well or not is not called well: in its row, in the headline, by the icon', async () => {
  expect(await rowOf({ unknown: 1 })).toMatch(/1 unknown.*Works/s);
  const body = await bodyOf([tenant(), tenant({ unknown: 1 })]);
  expect(textOf({ body })).toContain('Nothing is known to be wrong');
  expect(iconIn(body)).toContain('stroke-dasharray');
});

test('nor is one of which the connector does not see everything', async () => {
  const health = { status: 'warn', message: '1 application could not be read.' } as const;
  expect(await rowOf({ health })).toMatch(/nothing known.*Note/s);
});

test('jobs that nobody has counted are no number, and their sum is a lower bound', async () => {
  const leadOf = async (...tenants: readonly TenantSummary[]) => textOf({ body: await bodyOf(tenants) });
  expect(await leadOf(tenant(), tenant())).not.toContain('At least');
  expect(await leadOf(tenant(), tenant({ jobs: null }))).toContain(
    'At least 3 Microsoft Entra provisioning jobs monitored in 2 tenants',
  );
});

test('jobs that are wrong are counted by their state, the worst first, whatever else is known', async () => {
  const wrong = { quarantined: 2, halted: 0, overdue: 1200, failing: 1 };
  expect(await rowOf({ wrong, stale: true })).toMatch(/2 quarantined.*1,200 overdue.*1 objects failing/s);
});

test('what the connector cannot do in a tenant stands there, and how many checks it missed', async () => {
  const health = { status: 'fail', message: 'The tenant has not consented.' } as const;
  expect(await rowOf({ health, missedTicks: 3 })).toMatch(
    /Act.*The tenant has not consented\..*3 checks missed/s,
  );
});

test('the icon is red where people are not provisioned or nobody can say it, and counts tenants', async () => {
  const iconOf = async (...tenants: readonly TenantSummary[]) => iconIn(await bodyOf(tenants));
  const wrong = { quarantined: 7, halted: 0, overdue: 0, failing: 0 };
  const icon = await iconOf(
    tenant({ wrong }),
    tenant({ health: { status: 'fail', message: 'no' } }),
    tenant(),
  );
  expect(icon).toContain('#b4231a');
  expect(icon).toContain('>2</text>');
  expect(await iconOf(tenant())).toContain('#5b8a72');
  expect(await iconOf()).toContain('stroke-dasharray');
});

test('a reader who may see none learns what opens them, and one who found none gets back to all', async () => {
  expect(textOf({ body: await bodyOf([]) })).toContain('TENANT_CALLERS');
  const none = await bodyOf([], 'x', 4);
  expect([textOf({ body: none }), none]).toEqual([
    expect.stringContaining('No tenant fits'),
    expect.stringContaining('href="tenants"'),
  ]);
});
