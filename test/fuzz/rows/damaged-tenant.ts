import type { StoredRow } from '../../../src/table/columns.ts';
import { healthyJob, quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import { TableRig } from '../../support/table-rig.ts';

export const owner = '11111111-1111-4111-8111-111111111111';
export const stranger = '22222222-2222-4222-8222-222222222222';

/** What a job of a tenant was before its row was damaged. */
export type Before = 'healthy' | 'quarantined';

/** Rows of jobs and of their histories are named after the job, events by their number. */
export type RowKind = 'latest' | 'outbox' | 'event' | 'transition';

/**
 * A tenant of three jobs, polled once: `scim.1` whose rows are to be damaged, `scim.3` beside it, and `scim.2` of another
 * application. Then the world moves on: `scim.1` gets a new series, and the other two enter quarantine.
 */
export class DamagedTenant {
  readonly rig = new TableRig();

  async begin(before: Before): Promise<void> {
    const first = before === 'healthy' ? healthyJob() : quarantinedJob(series1);
    this.rig.source.set(owner, [first, healthyJob('scim.3')], 'Salesforce');
    this.rig.source.set(stranger, [healthyJob('scim.2')], 'Box');
    await this.rig.poll();
  }

  moveOn(): void {
    this.rig.restart();
    this.rig.source.set(owner, [quarantinedJob(series2), quarantinedJob(series1, {}, 'scim.3')]);
    this.rig.source.set(stranger, [quarantinedJob(series1, {}, 'scim.2')]);
  }

  row(rowKey: string): StoredRow {
    const row = this.rig.table.rows.get(rowKey);
    if (!row) throw new Error(`there is no row ${rowKey}`);
    return row;
  }

  /** The only row of `scim.1` of a kind. */
  rowKey(kind: RowKind): string {
    const [key, ...more] = this.rowKeys(kind);
    if (key === undefined || more.length > 0) throw new Error(`scim.1 has not one row of kind ${kind}`);
    return key;
  }

  rowKeys(kind: RowKind): string[] {
    return [...this.rig.table.rows].flatMap(([key, { servicePrincipalId, jobId }]) =>
      key.startsWith(`${kind}|${owner}|scim.1`) ||
      (key.startsWith(`${kind}|0`) && servicePrincipalId === owner && jobId === 'scim.1')
        ? [key]
        : [],
    );
  }

  /** Of what the bus took: the jobs, in the order of their ids. */
  told(): string[] {
    return this.rig.publisher.accepted.map((event) => event.applicationProperties.jobId ?? '').sort();
  }
}
