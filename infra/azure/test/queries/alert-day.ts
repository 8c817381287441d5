import { isDeepStrictEqual } from 'node:util';
import { TenantRig } from '../../../../test/support/tenant-rig.ts';
import { evaluate } from './evaluate.ts';
import { deployedValues, filled, queryFiles, queryFilesOfSeveral } from './query-files.ts';
import type { Row } from './scalars.ts';

export type Values = Readonly<Record<string, string>>;

/** The deployment polled before: nothing is on the way any more. */
const firstPollBy = '2026-01-01T01:00:00Z';
const longestWindow = 24 * 60 * 60_000;

/** The alerts on heartbeats as the template makes them: the query of each, and what else it puts in. */
export const alerts: Readonly<Record<string, { readonly query: string; readonly values: Values }>> = {
  'nothing-read': { query: 'nothing-read', values: {} },
  unsent: { query: 'unsent', values: {} },
  'access-denied': {
    query: 'failing-cause',
    values: { minutes: '60', causes: "'http401', 'http403'", runs: '4' },
  },
  'mass-removal': { query: 'failing-cause', values: { causes: "'massRemoval'", runs: '1' } },
  'damaged-rows': { query: 'failing-cause', values: { causes: "'damagedRow'", runs: '1' } },
  incomplete: { query: 'incomplete', values: { minutes: '60' } },
  'never-read': { query: 'never-read', values: { minutes: '120' } },
  'lasting-failure': {
    query: 'lasting-failure',
    values: { minutes: '60', causes: "'http401', 'http403', 'massRemoval', 'damagedRow'" },
  },
  throttled: { query: 'throttled', values: { minutes: '60' } },
};

/**
 * The rows that the query of an alert gives at an instant, as it is deployed with a poll every five minutes.
 *
 * @param several as several tenants have it
 */
export function alertRows(
  name: string,
  traces: readonly Row[],
  now: number,
  values: Values = {},
  several = false,
): readonly Row[] {
  const file = (several ? queryFilesOfSeveral : queryFiles).find((each) => each.name === `queries/${name}`);
  if (!file) throw new Error(`there is no query ${name}`);
  const query = filled(file.text, deployedValues({ firstPollBy, ...values }, several));
  // What no alert looks back to takes time to be passed over.
  const AppTraces = traces.filter(({ TimeGenerated }) => Number(TimeGenerated) > now - longestWindow);
  return evaluate(query, { AppTraces }, now);
}

/** A line as the workspace holds it. */
export function trace(line: string, at: string): Row {
  return { TimeGenerated: Date.parse(at), AppRoleName: 'func-quarantine', Message: line };
}

/** A tenant whose polls log into a workspace: after each of them the alerts can be asked. */
export class AlertDay {
  readonly rig = new TenantRig();
  /** How a line arrives in the workspace. */
  arrives = (line: string): string => line;
  /** Columns that the host fills beside those that every way of sending a line fills alike. */
  asTheHostSends: Row = {};
  readonly #traces: Row[] = [];

  /** Polls of five minutes each. One that fails for want of the table does so here too, and is no error. */
  async polls(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const before = this.rig.lines.length;
      await this.rig.run().catch(() => undefined);
      for (const line of this.rig.lines.slice(before)) {
        // Each line of a poll says of which tenant it is.
        const whole = JSON.stringify({ ...line, tenantId: this.rig.settings.eventOptions.tenantId });
        this.#traces.push({ ...trace(this.arrives(whole), this.rig.now), ...this.asTheHostSends });
      }
      this.rig.pass(5);
    }
  }

  /** The rows that the query of an alert gives a minute after the last poll, or some minutes later. */
  rows(name: string, values: Values = {}, later = 0): readonly Row[] {
    return alertRows(name, this.#traces, this.#minutesAfter(later), values);
  }

  /**
   * The alerts that are on a minute after the last poll, with what they say. One tenant among several would have them all the same,
   * as long as every line says of which tenant it is.
   *
   * @throws Error when what several tenants have says something else
   */
  on(): Readonly<Record<string, readonly Row[]>> {
    const now = this.#minutesAfter(0);
    const all = Object.entries(alerts).map(([name, { query, values }]) => {
      const rows = this.rows(query, values);
      if (!this.#traces.every(({ Message }) => String(Message).includes('"tenantId":')))
        return { name, rows };
      const ofSeveral = alertRows(query, this.#traces, now, values, true).map(withoutTenant);
      if (!isDeepStrictEqual(ofSeveral, rows))
        throw new Error(`${name}: ${JSON.stringify(rows)}, but ${JSON.stringify(ofSeveral)} of several`);
      return { name, rows };
    });
    return Object.fromEntries(all.flatMap(({ name, rows }) => (rows.length > 0 ? [[name, rows]] : [])));
  }

  #minutesAfter(later: number): number {
    return Date.parse(this.rig.now) + (later - 4) * 60_000;
  }

  /** How often each alert was on during so many polls, which were looked at after every few of them: a day has 288. */
  async onDuring(polls: number, every = 1): Promise<Readonly<Record<string, number>>> {
    const times: Record<string, number> = {};
    for (let n = 0; n < polls; n += every) {
      await this.polls(every);
      for (const name of Object.keys(this.on())) times[name] = (times[name] ?? 0) + 1;
    }
    return times;
  }
}

function withoutTenant({ Tenant, Name, Each, ...row }: Row): Row {
  return row;
}
