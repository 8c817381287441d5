import { describe, expect, test } from 'vitest';
import { PublishError } from '../../src/core/errors.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import { runRowKey } from '../../src/table/keys.ts';
import { healthyJob, quarantinedJob, series1 } from '../support/jobs.ts';
import { expectSafeEvent, expectSafeTexts, expectUnpolluted } from './expect-safe.ts';
import { columnsOf, damaged, ofKind, ofValue } from './rows/column-damage.ts';
import { DamagedTenant, owner, stranger } from './rows/damaged-tenant.ts';

const allDamage = Object.entries({ ...ofKind, ...ofValue });
const placeOfEvent = ['servicePrincipalId', 'jobId', 'sequence', 'recordedAt'];
/** What an event that waits cannot do without, in its own row and in the one that says that it waits. */
const neededToSend = [
  ...placeOfEvent.map((column) => ['outbox', column] as const),
  ...[...placeOfEvent, 'step', 'published', 'message', 'body'].map((column) => ['event', column] as const),
];

/** A tenant whose `scim.1` and `scim.2` have an event each that the bus would not take yet. */
async function tenantWithEvents(): Promise<DamagedTenant> {
  const tenant = new DamagedTenant();
  const { rig } = tenant;
  rig.source.set(owner, [quarantinedJob(series1)], 'Salesforce');
  rig.source.set(stranger, [quarantinedJob(series1, {}, 'scim.2')], 'Box');
  rig.publisher.refuse = () => new PublishError('message', 'Refused', 'Not now.');
  await rig.poll();
  rig.publisher.refuse = () => undefined;
  return tenant;
}

describe('An event that waits', () => {
  test.each(neededToSend)(
    'whose row %s has no usable %s is never sent nor lost, and others are',
    async (kindOfRow, column) => {
      for (const [kind, damage] of Object.entries(ofKind)) {
        const tenant = await tenantWithEvents();
        const { rig } = tenant;
        const waits = tenant.rowKey('outbox');
        const key = tenant.rowKey(kindOfRow);
        const row = damaged(tenant.row(key), column, damage);
        rig.table.rows.set(key, row);
        await rig.poll();
        const { counts, failures } = await rig.poll();
        expect(failures).toMatchObject([{ about: `row ${waits}`, cause: 'damagedRow' }]);
        expect([kind, tenant.told()]).toEqual([kind, ['scim.2']]);
        expect(counts.eventsWaiting).toBe(1);
        expect(tenant.row(key)).toEqual(row);
        rig.now = addMilliseconds(rig.now, 20 * 60_000);
        const { body = '' } = await rig.ask({ route: 'health' });
        expect(JSON.parse(body)).toMatchObject({
          status: 'fail',
          checks: {
            unsentEvents: { status: 'warn', waiting: 1 },
            damagedRows: { status: 'fail', sample: [{ rowKey: waits }] },
          },
        });
      }
    },
  );

  test('cut in its middle is not sent, and its row is named', async () => {
    const tenant = await tenantWithEvents();
    const { rig } = tenant;
    const key = tenant.rowKey('event');
    const row = tenant.row(key);
    rig.table.rows.set(key, { ...row, body: Buffer.from('{"specversion":"1.0"') });
    const { failures } = await rig.poll();
    expect(tenant.told()).toEqual(['scim.2']);
    expect(failures).toMatchObject([{ about: `row ${tenant.rowKey('outbox')}`, cause: 'damagedRow' }]);
  });

  test('with any damage stops no poll, and what is sent of it is safe', async () => {
    const first = await tenantWithEvents();
    const columns = (['outbox', 'event'] as const).flatMap((kindOfRow) =>
      columnsOf(first.row(first.rowKey(kindOfRow))).map((column) => [kindOfRow, column] as const),
    );
    for (const [kindOfRow, column] of columns) {
      for (const [, damage] of allDamage) {
        const tenant = await tenantWithEvents();
        const key = tenant.rowKey(kindOfRow);
        tenant.rig.table.rows.set(key, damaged(tenant.row(key), column, damage));
        const report = await tenant.rig.poll();
        expectSafeTexts(report, 'the report');
        expect(tenant.told()).toContain('scim.2');
        tenant.rig.publisher.accepted.forEach(expectSafeEvent);
        expectUnpolluted();
      }
    }
  });
});

test('a line of history with any damage hides no other line', async () => {
  const first = new DamagedTenant();
  await first.begin('quarantined');
  for (const column of columnsOf(first.row(first.rowKey('transition')))) {
    for (const [kind, damage] of allDamage) {
      const tenant = new DamagedTenant();
      await tenant.begin('quarantined');
      const { rig } = tenant;
      const key = tenant.rowKey('transition');
      const row = damaged(tenant.row(key), column, damage);
      rig.table.rows.set(key, row);
      const toldFirst = rig.publisher.accepted[0]?.id;
      tenant.moveOn();
      await rig.poll();
      expect(tenant.row(key)).toEqual(row);
      const params = { servicePrincipalId: owner, jobId: 'scim.1' };
      const { status, body = '' } = await rig.ask({ route: 'transitions', params });
      expect([column, kind, status]).toEqual([column, kind, 200]);
      const episodes = await rig.ask({ route: 'episodes', params });
      expect([column, kind, episodes.status]).toEqual([column, kind, 200]);
      expect(JSON.parse(episodes.body ?? '').value).toMatchObject([{ open: true }, { cause: 'superseded' }]);
      const events = JSON.parse(body).value.map(({ event }: { event: { id: string } }) => event.id);
      // The series that came later: cleared, then began.
      const later = rig.publisher.accepted.filter(({ id }) => id !== toldFirst);
      const own = later.filter(({ applicationProperties }) => applicationProperties.jobId === 'scim.1');
      expect(own).toHaveLength(2);
      expect(events).toEqual(expect.arrayContaining(own.map(({ id }) => id)));
      expectUnpolluted();
    }
  }
});

test('a run row with any damage stops no poll, and nothing is told twice', async () => {
  const first = new DamagedTenant();
  await first.begin('quarantined');
  for (const column of columnsOf(first.row(runRowKey))) {
    for (const [kind, damage] of allDamage) {
      const tenant = new DamagedTenant();
      await tenant.begin('quarantined');
      const { rig } = tenant;
      rig.table.rows.set(runRowKey, damaged(tenant.row(runRowKey), column, damage));
      expectSafeTexts(JSON.parse((await rig.ask({ route: 'health' })).body ?? ''), 'health');
      rig.restart();
      rig.source.set(owner, [quarantinedJob(series1), healthyJob('scim.3')]);
      rig.source.set(stranger, [quarantinedJob(series1, {}, 'scim.2')]);
      expect([column, kind, (await rig.poll()).outcome]).toEqual([column, kind, 'complete']);
      expect([column, kind, tenant.told()]).toEqual([column, kind, ['scim.1', 'scim.2']]);
      expectUnpolluted();
    }
  }
});
