import { TenantRig } from '../../../../test/support/tenant-rig.ts';
import { alertRows, alerts, trace, type Values } from './alert-day.ts';
import type { Row } from './scalars.ts';

export const tenantIdOf = (index: number): string =>
  `88888888-8888-4888-8888-${String(index).padStart(12, '0')}`;

interface DayTenant {
  readonly tenantId: string;
  readonly rig: TenantRig;
  /** Whether its messages are worked off. */
  isPolled: boolean;
}

/** Several tenants whose ticks and polls log into one workspace: after each tick the alerts can be asked. */
export class TenantsDay {
  readonly tenants: DayTenant[] = [];
  /** Whether the timer runs. */
  ticks = true;
  readonly #traces: Row[] = [];
  #now = '2026-03-10T00:00:00.000Z';

  constructor(count: number) {
    for (let index = 0; index < count; index++) this.add();
  }

  /** One more tenant, which the next tick asks for. */
  add(): DayTenant {
    const tenant = { tenantId: tenantIdOf(this.tenants.length), rig: new TenantRig(), isPolled: true };
    tenant.rig.now = this.#now;
    this.tenants.push(tenant);
    return tenant;
  }

  /** So many intervals of five minutes, each with a tick and the polls that it asks for. */
  async pass(intervals: number): Promise<void> {
    for (let n = 0; n < intervals; n++) {
      if (this.ticks) this.#log({ line: 'tick', tick: this.#now, next: '', tenants: this.tenants.length });
      for (const tenant of this.tenants) {
        if (this.ticks && tenant.isPolled) await this.#poll(tenant);
        tenant.rig.pass(5);
      }
      this.#now = new Date(Date.parse(this.#now) + 5 * 60_000).toISOString();
    }
  }

  async #poll({ tenantId, rig }: DayTenant): Promise<void> {
    const before = rig.lines.length;
    await rig.run().catch(() => undefined);
    for (const line of rig.lines.slice(before)) this.#log({ ...line, tenantId });
  }

  #log(line: object): void {
    this.#traces.push(trace(JSON.stringify(line), this.#now));
  }

  /** The rows that the query of an alert gives a minute after the last tick. */
  rows(name: string, values: Values = {}): readonly Row[] {
    return alertRows(name, this.#traces, Date.parse(this.#now) - 4 * 60_000, values, true);
  }

  /** The alerts that are on then, with what they say. */
  on(): Readonly<Record<string, readonly Row[]>> {
    const all = { ...alerts, 'tenant-missing': { query: 'tenant-missing', values: {} } };
    const found = Object.entries(all).map(
      ([name, { query, values }]) => [name, this.rows(query, values)] as const,
    );
    return Object.fromEntries(found.filter(([, rows]) => rows.length > 0));
  }
}
