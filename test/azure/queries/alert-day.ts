import { TenantRig } from '../../support/tenant-rig.ts';
import { evaluate } from './evaluate.ts';
import { filled, queryFiles } from './query-files.ts';
import type { Row } from './scalars.ts';

type Values = Readonly<Record<string, string>>;

/** What the templates put into the queries for a poll every five minutes. */
const deployed: Values = { functionAppName: 'func-quarantine', minutes: '20', unsentMinutes: '15' };

/** A tenant whose polls log into a workspace: after each of them the alerts can be asked. */
export class AlertDay {
  readonly rig = new TenantRig();
  readonly #traces: Row[] = [];

  /** Polls of five minutes each. One that fails for want of the table does so here too, and is no error. */
  async polls(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const before = this.rig.lines.length;
      await this.rig.run().catch(() => undefined);
      for (const line of this.rig.lines.slice(before)) {
        this.#traces.push({
          TimeGenerated: Date.parse(this.rig.now),
          AppRoleName: 'func-quarantine',
          Message: JSON.stringify(line),
        });
      }
      this.rig.pass(5);
    }
  }

  /** The rows that the query of an alert gives a minute after the last poll, or some minutes later. */
  rows(name: string, values: Values = {}, later = 0): readonly Row[] {
    const file = queryFiles.find((each) => each.name === `queries/${name}`);
    if (!file) throw new Error(`there is no query ${name}`);
    const query = filled(file.text, { ...deployed, ...values });
    return evaluate(query, { AppTraces: this.#traces }, Date.parse(this.rig.now) + (later - 4) * 60_000);
  }
}
