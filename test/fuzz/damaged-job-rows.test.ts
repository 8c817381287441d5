import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { unlessDamaged } from '../../src/table/columns.ts';
import { jobAction, readJobRow, stateColumns } from '../../src/table/job-row.ts';
import { change, everyRecord, jobState, recorded, tenantId } from '../contract/state-store/job-changes.ts';
import { History } from '../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob, series1 } from '../support/jobs.ts';
import { budget, patience } from './budget.ts';
import { expectSafeEvent, expectSafeTexts, expectUnpolluted } from './expect-safe.ts';
import { type ColumnDamage, columnsOf, damaged, ofKind, ofValue } from './rows/column-damage.ts';
import { type Before, DamagedTenant, owner, stranger } from './rows/damaged-tenant.ts';

/** Lives on with a row of `scim.1` damaged, and tells whether the connector noticed. Whatever it was, others go on. */
async function liveWith(before: Before, column: string, damage: ColumnDamage): Promise<boolean> {
  const tenant = new DamagedTenant();
  await tenant.begin(before);
  const { rig } = tenant;
  const key = tenant.rowKey('latest');
  // As of a job that was gone once, and came back: every sequence is there.
  const row = damaged({ ...tenant.row(key), removedSequence: 7n }, column, damage);
  rig.table.rows.set(key, row);
  const history = tenant.rowKeys('transition');
  const toldBefore = tenant.told();
  tenant.moveOn();
  await rig.poll();
  const report = await rig.poll();
  expectSafeTexts(report, 'the report');
  rig.publisher.accepted.forEach(expectSafeEvent);
  expect(tenant.told().filter((jobId) => jobId !== 'scim.1')).toEqual(['scim.2', 'scim.3']);
  expectUnpolluted();

  const params = { servicePrincipalId: owner, jobId: 'scim.1' };
  const { status, body = '' } = await rig.ask({ route: 'job', params });
  const isNoticed = report.failures.some(
    ({ cause, about }) => cause === 'damagedRow' && about === `row ${key}`,
  );
  if (!isNoticed) {
    expect(status).toBe(200);
    return false;
  }
  expect(tenant.row(key)).toEqual(row);
  expect(tenant.rowKeys('transition')).toEqual(history);
  expect(tenant.told()).toEqual([...toldBefore, 'scim.2', 'scim.3'].sort());
  expect([status, JSON.parse(body).error.code]).toEqual([500, 'DamagedRow']);
  expectSafeTexts(JSON.parse(body), 'the answer');
  const health = await rig.ask({ route: 'health' });
  expect(health.status).toBe(503);
  expect(JSON.parse(health.body ?? '').checks.damagedRows.sample).toMatchObject([{ rowKey: key }]);
  const others = await rig.ask({ route: 'jobs' });
  expect(JSON.parse(others.body ?? '').value.map(({ jobId }: { jobId: string }) => jobId)).toEqual([
    'scim.3',
    'scim.2',
  ]);
  return true;
}

/** Rows that were written before lack these, and are well. */
const addedLater: readonly string[] = ['isRunning'];

test.each(stateColumns)(
  '%s of another kind, or gone, is noticed, and the row is left as it is',
  async (column) => {
    for (const [kind, damage] of Object.entries(ofKind)) {
      const isDamage = kind !== 'absent' || !addedLater.includes(column);
      expect([kind, await liveWith('quarantined', column, damage)]).toEqual([kind, isDamage]);
    }
  },
);

test(
  'any value in any column stops nothing but its own job',
  async () => {
    const tenant = new DamagedTenant();
    await tenant.begin('quarantined');
    const columns = columnsOf(tenant.row(tenant.rowKey('latest')));
    expect(columns).toEqual(expect.arrayContaining([...stateColumns]));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('healthy' as const, 'quarantined' as const),
        fc.constantFrom(...columns),
        fc.constantFrom(...Object.values({ ...ofKind, ...ofValue })),
        async (before, column, damage) => {
          await liveWith(before, column, damage);
        },
      ),
      budget(0.02),
    );
  },
  patience,
);

test.each([
  [1, true],
  [4, true],
  [99, true],
  [2 ** 31, true],
  [0, true],
  [-1, true],
  ['2', true],
  [2, false],
  [3, false],
])('a row of version %s is noticed: %s', async (version, isNoticed) => {
  expect(await liveWith('quarantined', 'schemaVersion', () => version)).toBe(isNoticed);
});

test.each([
  ['servicePrincipalId', stranger],
  ['jobId', 'scim.3'],
  ['jobId', 'scim.2'],
])('a row whose %s names another job, %s, is noticed, and stops neither', async (column, value) => {
  expect(await liveWith('quarantined', column, () => value)).toBe(true);
});

/** Values of any kind, also such as look right. */
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('2026-03-10T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '0000-01-01T00:00:00.000Z'),
  fc.constantFrom('true', 'began', 'cleared', 'changed', 'paused', 'notRunning', -1, 2 ** 53, 1e300),
);
/** The places of all members in JSON, those of members in them included. */
function placesIn(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [place, ...inside.flatMap(([name, member]) => placesIn(member, [...place, name]))];
}

function changedAt(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined || typeof value !== 'object' || value === null) return to;
  const entries = Object.entries(value).map(([key, member]) =>
    key === name ? [key, changedAt(member, rest, to)] : [key, member],
  );
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}

test(
  'conditions with any value in any place are noticed, or read whole and lived with',
  () => {
    const state = jobState({ conditions: { ...jobState().conditions, ...everyRecord } });
    const [, row] = jobAction(tenantId, change(state));
    const conditions: unknown = JSON.parse(String('conditions' in row && row.conditions));
    const bodies = [healthyJob(), pausedJob(), quarantinedJob(series1), jobWithout('status')];
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(conditions)), anyValue, (place, value) => {
        const damagedRow = {
          ...row,
          etag: '',
          conditions: JSON.stringify(changedAt(conditions, place, value)),
        };
        const read = unlessDamaged(() => readJobRow(damagedRow), undefined);
        if (!read) return;
        const [, again] = jobAction(tenantId, change(read));
        expect(readJobRow({ ...again, etag: '' })).toEqual(read);
        const job = new History();
        job.state = read;
        for (const [n, body] of bodies.entries()) {
          job.read(60 * n, body);
          job.gone(60 * n + 30);
        }
        job.transitions.map((transition) => expectSafeEvent(recorded(transition).event));
        expectUnpolluted();
      }),
      budget(1),
    );
  },
  patience,
);

function jobWithout(member: string): JsonObject {
  const { [member]: _, ...others }: JsonObject = healthyJob();
  return others;
}
