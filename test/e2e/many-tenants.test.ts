import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FunctionsHost } from '../../infra/local/functions-host/start-functions-host.ts';
import { lift, quarantine } from '../../infra/local/graph/job.ts';
import {
  applications,
  type Fleet,
  heartbeatsOf,
  jobId,
  type Line,
  startFleet,
  tenantNamed,
  workQueue,
} from './tenants/fleet.ts';
import { toldByJob } from './tenants/told.ts';

const count = Number(process.env.MANY_TENANTS ?? 8);
const rounds = Number(process.env.MANY_TENANTS_ROUNDS ?? 1);
/** By their places; the first is the home tenant. */
const [throttled, withdrawn, slow, damaged] = [1, 2, 3, 4];

/** The instances that work off the queue. One that is killed has another one in its place. */
class Workers {
  kills = 0;
  readonly #fleet: Fleet;
  readonly #hosts: Promise<FunctionsHost>[] = [];

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  async start(instances: number): Promise<void> {
    for (let n = 0; n < instances; n++) this.#hosts.push(this.#fleet.start('function:pollTenant'));
    await Promise.all(this.#hosts);
  }

  /** One is killed when the table is sent its n-th transaction from now on, by whomever; the table takes it all the same. */
  killAt(transaction: number, which: number): void {
    let seen = 0;
    this.#fleet.tables.faults.add({
      match: ({ path }) => path.startsWith('/$batch') && ++seen === transaction,
      times: 1,
      hold: () => this.#kill(which),
    });
  }

  /** Every one is new: none remembers a token. */
  async replaceAll(): Promise<void> {
    for (const which of this.#hosts.keys()) await this.#kill(which);
    await Promise.all(this.#hosts);
  }

  async #kill(which: number): Promise<void> {
    await (await this.#hosts[which])?.kill();
    this.kills++;
    this.#hosts[which] = this.#fleet.start('function:pollTenant');
  }
}

/** What is true of the tenants, and what there is to tell of it. */
class Story {
  /** The kinds of the events of each job, in their order. */
  readonly toTell: Record<string, string> = {};
  readonly names = Array.from({ length: count }, (_, n) => `Company ${n}`);
  readonly #fleet: Fleet;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  change(n: number, application: 0 | 1, kind: 'began' | 'cleared'): void {
    const at = new Date();
    this.#fleet.cloud.tenants[n]?.tenant.changeJob(applications[application], jobId, (job) =>
      kind === 'began' ? quarantine(job, { reason: 'EncounteredQuarantineException', at }) : lift(job, at),
    );
    // Of a row that cannot be read nothing is told.
    if (n === damaged && application === 0) return;
    const name = `${this.names[n]} ${application}`;
    this.toTell[name] = this.toTell[name] === undefined ? kind : `${this.toTell[name]}, ${kind}`;
  }

  /** Ticks until all of this is told, and nothing else. */
  async tickUntilTold(wanted: Readonly<Record<string, string>> = this.toTell): Promise<void> {
    const { cloud, endClaims, tick } = this.#fleet;
    // The first one may be killed in all tenants, and a clear takes two.
    for (let ticks = 0; ticks < 8 && !isSame(toldByJob(cloud), wanted); ticks++) {
      await tick();
      await endClaims();
    }
    expect(toldByJob(cloud)).toEqual(wanted);
  }
}

const isSame = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, kinds]) => other[name] === kinds);

test(`${count} tenants, some in trouble, while instances are killed: each is told all of its own, and nothing else`, async () => {
  const names = Array.from({ length: count }, (_, n) => `Company ${n}`);
  const fleet = await startFleet(names.map((name) => ({ name, tenant: tenantNamed(name) })));
  const { cloud, lines } = fleet;
  const [story, workers] = [new Story(fleet), new Workers(fleet)];
  const chances = fc.sample(fc.nat(), 10 * rounds);
  const chance = (least: number, most: number) => least + ((chances.pop() ?? 0) % (most - least + 1));
  const tenantAt = (n: number) => cloud.tenants[n] ?? cloud.tenants[0] ?? expect.fail('there are tenants');
  const healthOf = async (n: number) =>
    JSON.parse(await (await fleet.get(`tenants/${tenantAt(n).tenantId}/health`)).text());

  try {
    await workers.start(2);
    await fleet.tick();
    // A machine that stands still for the time of a lock delivers a message twice.
    for (const { tenantId } of cloud.tenants)
      expect(heartbeatsOf(lines, tenantId)).toContainEqual(
        expect.objectContaining({ outcome: 'complete', jobsRead: 2 }),
      );

    const rowKey = `latest|${applications[0]}|${jobId}`;
    const partitionKey = tenantAt(damaged).tenantId;
    await fleet.table.updateEntity({ partitionKey, rowKey, schemaVersion: 'x' }, 'Merge');
    tenantAt(slow).faults.add({ match: () => true, delayMs: 300 });

    for (let round = 0; round < rounds; round++) {
      tenantAt(throttled).faults.add({
        match: () => true,
        status: 429,
        headers: { 'retry-after': '1' },
        times: 3,
      });
      for (const n of names.keys()) {
        story.change(n, 0, 'began');
        if (n % 2 === 0) story.change(n, 1, 'began');
      }
      workers.killAt(chance(1, 2 * count), chance(0, 1));
      workers.killAt(chance(count, 3 * count), chance(0, 1));
      await story.tickUntilTold();

      // Tokens in hand would stay good.
      tenantAt(withdrawn).withdrawConsent();
      await workers.replaceAll();
      const withdrawnJob = `${names[withdrawn]} 0`;
      const toldBefore = story.toTell[withdrawnJob] ?? '';
      for (const n of names.keys()) story.change(n, 0, 'cleared');
      workers.killAt(chance(1, 2 * count), chance(0, 1));
      await story.tickUntilTold({ ...story.toTell, [withdrawnJob]: toldBefore });
      expect(heartbeatsOf(lines, tenantAt(withdrawn).tenantId).at(-1)).toMatchObject({
        outcome: 'failed',
        covered: false,
        failures: [
          { about: 'Microsoft Graph', detail: expect.stringMatching(/AADSTS65001.*npm run consent/) },
        ],
      });
      expect(await healthOf(withdrawn)).toMatchObject({
        status: expect.stringMatching(/warn|fail/),
        checks: { lastRun: { failures: [{ detail: expect.stringMatching(/consent/) }] } },
      });

      tenantAt(withdrawn).giveConsent();
      for (const n of names.keys()) if (n % 2 === 0) story.change(n, 1, 'cleared');
      await story.tickUntilTold();
    }

    expect(workers.kills).toBeGreaterThanOrEqual(4 * rounds);
    expect(cloud.bus.counts(workQueue)).toEqual({ active: 0, deadLettered: 0 });
    // Where a machine is slow a lock is lost, and then a run that goes on may be taken for one that was killed.
    const failed = lines.filter(
      ({ line, detail }) => line === 'workFailed' && !/taken over/.test(String(detail)),
    );
    expect([...failed, ...lines.filter(({ line }) => line === 'workRefused')]).toEqual([]);
    for (const { tenantId } of cloud.tenants) expectOneAtATime(heartbeatsOf(lines, tenantId));
    expect(await healthOf(damaged)).toMatchObject({ checks: { damagedRows: { count: 1 } } });
    const refused = cloud.graph.requests.filter(({ status }) => status === 429);
    expect(new Set(refused.map(({ tenantId }) => tenantId))).toEqual(new Set([tenantAt(throttled).tenantId]));
    for (const n of names.keys())
      if (![0, withdrawn, damaged].includes(n)) expect([n, (await healthOf(n)).status]).toEqual([n, 'pass']);
    expect(await healthOf(0)).toMatchObject({
      checks: { coverage: { status: 'pass' }, tenants: { sample: [{ name: names[damaged] }] } },
    });
  } finally {
    await fleet.close();
  }
}, 3_600_000);

/** However slow a tenant is, no other slot works on it. */
function expectOneAtATime(heartbeats: readonly Line[]): void {
  const wasTakenOver = ({ failures }: Line) => JSON.stringify(failures).includes('TakenOver');
  const runs = heartbeats
    .filter((each) => !wasTakenOver(each))
    .map(({ startedAt, milliseconds }) => {
      const began = Date.parse(String(startedAt));
      return { began, ended: began + Number(milliseconds) };
    });
  for (const [n, { began, ended }] of runs.entries()) {
    const next = runs[n + 1];
    // The time of a run is the table's, which says whole seconds, and a run ends for others before it hears of that: on a busy machine
    // late, but not by half of all its time.
    const end = Math.min(ended - 1_500, (began + ended) / 2);
    if (next) expect(next.began).toBeGreaterThan(end);
  }
}
